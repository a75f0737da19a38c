import type { Span } from '../domain/card.ts';
import type { Directory, Language } from '../domain/directory.ts';
import { placesOf } from '../domain/question.ts';
import { escalatesAt } from '../domain/question-clock.ts';
import { isBlind } from '../domain/question-rights.ts';
import { shortOf } from '../domain/question-short.ts';
import { type Way, waysOut } from '../domain/question-ways.ts';
import type { ApprovalView, RunView } from '../domain/run-view.ts';
import { joined } from './joined.ts';
import { nameOf } from './names.ts';
import { wayWord } from './right-words.ts';
import { pair, word } from './words.ts';

/** That too few people are left for a question, and what helps then. Undefined when enough are; where nobody is configured the card says that itself. */
export function shortText(
  view: RunView,
  { question, openedAt, escalated }: ApprovalView,
  directory: Directory,
  language: Language,
): Span[] | undefined {
  const { policy } = question;
  if (!policy.levels.every((level) => placesOf(level).every((of) => of.length > 0))) return undefined;
  // A card does not depend on when it is made: whatever was handed over may hold now.
  const now = directory.world(view.delegations);
  const delegations = now.delegations.map((one) => ({ ...one, since: 0, until: Number.MAX_SAFE_INTEGER }));
  const world = { ...now, delegations };
  const at = escalated ? escalatesAt(question) : openedAt;
  const short = shortOf(question, at, world);
  if (short === undefined) return undefined;
  const data = { level: short.level + 1, count: short.places };
  const why = isBlind(question) ? word('blind', language) : word('short', language, data);
  const ways = waysOut(question, at, world).map((way) => waySpans(way));
  return [`⚠️ ${why}\n${pair(word('helps', language), '', language)}`, ...ways.flatMap(separated)];

  function waySpans(way: Way): Span[] {
    const names = (people: readonly string[]): string =>
      joined(
        people.map((id) => nameOf(id, directory) ?? id),
        language,
      );
    if (way === 'escalate')
      return [
        `${word('helpsLater', language, { names: names(policy.escalation?.to ?? []) })} `,
        { kind: 'time', at: escalatesAt(question) },
      ];
    if (way === 'break-glass') return [word('helpsAlone', language, { names: names(policy.breakGlass) })];
    return [wayWord(way, language)];
  }
}

function separated(spans: Span[], index: number): Span[] {
  return index === 0 ? spans : [' · ', ...spans];
}
