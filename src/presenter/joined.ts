import type { Language } from '../domain/directory.ts';

/** `Ben Okafor, Chen Lin`, as the language joins names. */
export function joined(names: readonly string[], language: Language): string {
  return names.join(language === 'zh' ? '、' : ', ');
}
