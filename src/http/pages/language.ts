import type { Language } from '../../domain/directory.ts';

/** The first of our languages in an `Accept-Language` header, by its weights; `otherwise` where it wants none of them. */
export function languageOf(header: string | undefined, otherwise: Language): Language {
  let best: { language: Language; weight: number } | undefined;
  for (const range of (header ?? '').split(',')) {
    const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
    const language = /^zh(?:-|$)/.test(tag) ? 'zh' : /^en(?:-|$)/.test(tag) ? 'en' : undefined;
    if (language === undefined) continue;
    const weight = weightOf(parameters);
    if (weight > (best?.weight ?? 0)) best = { language, weight };
  }
  return best?.language ?? otherwise;
}

/** https://www.rfc-editor.org/rfc/rfc9110#name-quality-values: 1 when it is not given. */
function weightOf(parameters: readonly string[]): number {
  const given = parameters.find((one) => one.trim().startsWith('q='));
  const weight = Number(given?.trim().slice(2) ?? 1);
  return Number.isNaN(weight) ? 0 : weight;
}
