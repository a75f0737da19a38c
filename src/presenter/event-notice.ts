import type { Card, Span } from '../domain/card.ts';
import type { Directory, Language } from '../domain/directory.ts';
import type { Links } from '../domain/link.ts';
import type { RunEvent } from '../domain/run-event.ts';
import type { RunView } from '../domain/run-view.ts';
import type { Called } from './gate-notice.ts';
import { runTitle } from './run-card.ts';
import { phaseWord, word } from './words.ts';

/** The message of a route about an event. */
export function eventNotice(
  view: RunView,
  event: RunEvent,
  directory: Directory,
  language: Language,
  links?: Links,
  words?: { title?: string; body?: string },
  decide?: { url: string; until: number },
): Card {
  const title = runTitle(view, directory);
  const text: Span[] = [
    { kind: 'bold', text: title },
    ` · ${event.type} · ${phaseWord(view.phase, language)}`,
  ];
  if (words?.title !== undefined) text.push(` ${words.title}`);
  if (decide !== undefined && links !== undefined)
    text.push('\n', { kind: 'link', text: word('gateLink', language), url: decide.url });
  return {
    summary: word('summary', language, { title, phase: phaseWord(view.phase, language) }),
    parts: [{ kind: 'text', text }],
  };
}

/** The same message, calling people by name. */
export function withMentions(
  card: Card,
  people: readonly Called[],
  everyone: boolean,
  language: Language,
): Card {
  const spans: Span[] = people.flatMap(({ name, account }) => [
    { kind: 'mention', name, ...(account === undefined ? {} : { account }) } satisfies Span,
    ' ',
  ]);
  if (everyone) spans.push({ kind: 'everyone', text: word('everyone', language) }, ' ');
  if (spans.length === 0) return card;
  return { ...card, parts: [{ kind: 'text', text: spans }, ...card.parts] };
}
