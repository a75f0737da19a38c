import type { Card, Part, Span } from '../domain/card.ts';
import type { Directory, Language } from '../domain/directory.ts';
import { type Links, runAddress } from '../domain/link.ts';
import type { RunEvent } from '../domain/run-event.ts';
import type { RunView } from '../domain/run-view.ts';
import { stepOf, toneOf } from './event-facts.ts';
import { eventLines } from './event-lines.ts';
import { eventTitle, eventWord } from './event-words.ts';
import type { Called } from './gate-notice.ts';
import { runTitle } from './run-card.ts';
import { renderBody, renderTitle, TemplateError } from './template/render.ts';
import { word } from './words.ts';

/** Words of an operator, as templates (`./template`). */
export type Template = { title?: string | undefined; body?: string | undefined };

/** A link by which one person decides, and how long it is good for (milliseconds since the epoch). */
type Decide = { url: string; until: number };

/**
 * The message that a route sends for an event: what happened to which run, who started it and what it deploys, why it failed, whom it waits for, and where to read
 * more. It calls nobody and has no buttons. Equal views and events give equal cards. It does not fail for a template: our own words stand where one could not be
 * rendered or says nothing, and `onFailure` hears why, so that the caller can log it. `decide`: the personal link of the one approver who reads it.
 */
export function eventNotice(
  view: RunView,
  event: RunEvent,
  directory: Directory,
  language: Language,
  links: Links | undefined,
  template: Template = {},
  decide?: Decide,
  onFailure: (error: TemplateError) => void = () => {},
): Card {
  const url = links && runAddress(links, view);
  const telling = { view, event, directory, language, title: runTitle(view, directory), url };
  const title =
    said(template.title, (source) => renderTitle(source, telling)) ||
    titleOf(view, event, directory, language);
  const body = said(template.body, (source) => renderBody(source, telling)) ?? [];
  const parts: Part[] = [{ kind: 'title', text: title, tone: toneOf(event) }];
  const lines = body.length > 0 ? body : eventLines(view, event, directory, language, decide === undefined);
  parts.push({ kind: 'text', text: lines });
  if (decide !== undefined) parts.push(...decideParts(decide, language));
  if (body.length === 0 && url !== undefined)
    parts.push({ kind: 'text', text: [{ kind: 'link', text: word('openPage', language), url }] });
  return { summary: title, parts };

  function said<T>(source: string | undefined, render: (source: string) => T): T | undefined {
    if (source === undefined) return undefined;
    try {
      return render(source);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      onFailure(error);
      return undefined;
    }
  }
}

/** The same card with those who are called, below its title: there no vendor's limit cuts them off. */
export function withMentions(
  card: Card,
  people: readonly Called[],
  everyone: boolean,
  language: Language,
): Card {
  const calls: Span[] = people.map(({ name, account }) => {
    return { kind: 'mention', name, ...(account === undefined ? {} : { account }) };
  });
  if (everyone) calls.push({ kind: 'everyone', text: word('everyone', language) });
  if (calls.length === 0) return card;
  const text = calls.flatMap((call, i) => (i === 0 ? [call] : [' ', call]));
  const after = card.parts[0]?.kind === 'title' ? 1 : 0;
  return { ...card, parts: card.parts.toSpliced(after, 0, { kind: 'text', text }) };
}

function decideParts({ url, until }: Decide, language: Language): Part[] {
  return [
    { kind: 'text', text: [{ kind: 'link', text: word('gateLink', language), url }] },
    { kind: 'text', text: [`${word('gateLinkUntil', language)} `, { kind: 'time', at: until }] },
  ];
}

function titleOf(view: RunView, event: RunEvent, directory: Directory, language: Language): string {
  const run = runTitle(view, directory);
  if (event.step === undefined || event.type === 'waiting') return eventTitle(event, run, language);
  const name = stepOf(view, event)?.title ?? event.step;
  return eventTitle(event, eventWord('ofStep', language, { title: run, name }), language);
}
