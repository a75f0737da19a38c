import type { Language } from '../domain/directory.ts';
import type { Route } from '../domain/route.ts';
import type { Log } from '../log.ts';
import type { TemplateError } from '../presenter/template/render.ts';

/** The operator's own words for a notice: those of the first route that has some. */
export function wordsOf(
  routes: readonly Route[],
  language: Language,
): { title?: string; body?: string } | undefined {
  const route = routes.find(({ title, body }) => title !== undefined || body !== undefined);
  if (route === undefined) return undefined;
  const title = route.title?.[language];
  const body = route.body?.[language];
  return { ...(title === undefined ? {} : { title }), ...(body === undefined ? {} : { body }) };
}

/** For the log: the message goes out in our words. A start refuses templates that cannot be rendered, so this tells of one that met what nobody thought of. */
export function unusedWords(log: Log, notice: number): (error: TemplateError) => void {
  return ({ line, message }) =>
    log.error({ notice, line, problem: message }, 'a template of a route could not be rendered');
}
