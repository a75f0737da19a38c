import type { Language } from '../domain/directory.ts';
import type { Route } from '../domain/route.ts';

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
