import type { Language } from '../../domain/directory.ts';
import type { Localized, Route } from '../../domain/route.ts';
import type { Problem } from '../../errors.ts';
import { templateProblems } from './problems.ts';

const LANGUAGES: readonly Language[] = ['en', 'zh'];

/** What is wrong with the words of routes, each with its place in the configuration. */
export function routeProblems(routes: readonly Pick<Route, 'id' | 'title' | 'body'>[]): Problem[] {
  return routes.flatMap(({ id, title, body }) => [
    ...problemsOf(`routes.${id}.title`, title, 'title'),
    ...problemsOf(`routes.${id}.body`, body, 'body'),
  ]);
}

/** One text for both languages has its problems once. */
function problemsOf(path: string, words: Localized | undefined, place: 'title' | 'body'): Problem[] {
  if (words === undefined) return [];
  const same = words.en === words.zh;
  return LANGUAGES.slice(0, same ? 1 : undefined).flatMap((language) =>
    templateProblems(words[language], place).map(({ line, message }) => ({
      path: same ? path : `${path}.${language}`,
      message: `line ${line}: ${message}`,
    })),
  );
}
