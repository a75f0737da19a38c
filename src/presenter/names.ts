import type { Directory, Language } from '../domain/directory.ts';
import { placesLeft, uncountedNow } from '../domain/question.ts';
import { escalatesAt } from '../domain/question-clock.ts';
import { isOwn } from '../domain/question-rights.ts';
import type { ApprovalView, RunView } from '../domain/run-view.ts';
import { joined } from './joined.ts';
import { word } from './words.ts';

/** Undefined for nobody. */
export function nameOf(person: string | null, directory: Directory): string | undefined {
  return person === null ? undefined : (directory.person(person)?.name ?? person);
}

/**
 * Whom an open question waits for, place by place: `Ben Okafor, Chen Lin`, or `1 of sre + 1 of qa`. Whoever must not approve it is not named. It depends on
 * what is stored alone, so that an equal view gives an equal text.
 */
export function whoText(
  view: RunView,
  { question, openedAt, escalated }: ApprovalView,
  directory: Directory,
  language: Language,
): string {
  const world = directory.world(view.delegations);
  const left = placesLeft(question, escalated ? escalatesAt(question) : openedAt, world);
  const unread = uncountedNow(question, world).map((of) =>
    word('unread', language, {
      names: joined(
        of.map((id) => nameOf(id, directory) ?? id),
        language,
      ),
    }),
  );
  // The place of what could not be counted is nobody's.
  const places = unread.length > 0 ? left.filter((of) => of.length > 0) : left;
  const lists = new Map<string, { of: readonly string[]; count: number }>();
  for (const of of places) {
    const key = of.join('\n');
    lists.set(key, { of, count: (lists.get(key)?.count ?? 0) + 1 });
  }
  const texts = [...lists.values()].map(({ of, count }) => {
    const free = [...new Set(of)].filter(
      (id) => !isOwn(question, id) && !question.votes.some(({ seat }) => seat === id),
    );
    const each = free.map((id) => nameOf(id, directory) ?? id);
    if (each.length === 0) return '';
    // All of them: there is nothing to choose. A group stands for more than one.
    if (free.length <= count && free.every((id) => directory.person(id) !== undefined))
      return each.join(' + ');
    const names = joined(each, language);
    return places.length > 1 ? word('someOf', language, { count, names }) : names;
  });
  if (unread.length > 0) return [...texts.filter((text) => text !== ''), ...unread].join(' + ');
  if (texts.length === 0 || places.some((of) => of.length === 0)) return word('nobody', language);
  // A place that nobody is left for keeps the question open: what helps then is said with it.
  return texts.includes('') ? word('nobodyLeft', language) : texts.join(' + ');
}
