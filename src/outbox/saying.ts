import type { Directory, Language } from '../domain/directory.ts';
import type { EventSubject } from '../domain/notice.ts';
import type { Route } from '../domain/route.ts';
import type { NoticeRow } from '../store/notices.ts';
import { routesOf } from './called.ts';
import { wordsOf } from './words-of.ts';

/** How an event is told: by which routes, in whose language, in whose words. */
export function sayingOf(
  { platform, room }: Pick<NoticeRow, 'platform' | 'room'>,
  subject: EventSubject,
  directory: Directory,
): {
  routes: readonly Route[];
  /** Config key of whom it is for, where it is for one person of the configuration. */
  person: string | undefined;
  language: Language;
  words: ReturnType<typeof wordsOf>;
} {
  const routes = routesOf(subject, directory);
  const { to } = subject;
  const person = to !== undefined && 'person' in to ? to.person : undefined;
  const own = person === undefined ? undefined : directory.person(person)?.language;
  const language =
    own ?? routes.find((route) => route.language)?.language ?? directory.languageOf(platform, room);
  return { routes, person, language, words: wordsOf(routes, language) };
}
