import type { Span, Text } from '../domain/card.ts';
import type { Directory, Language } from '../domain/directory.ts';
import type { RunEvent } from '../domain/run-event.ts';
import type { RunView } from '../domain/run-view.ts';
import { between, changeLines, inLine, more } from './change-lines.ts';
import { cutText } from './cut-text.ts';
import { failureOf, initiatorName, opensAt, outcomeFor, questionFor, stepOf, tookMs } from './event-facts.ts';
import { changeText, eventWord } from './event-words.ts';
import { whoText } from './names.ts';
import { settledQuestion } from './question-part.ts';
import { pair, word } from './words.ts';

/** A message is read at a glance: the run's card and its page have all of it. */
const MOST_PARAMETERS = 6;
const VALUE_LENGTH = 120;
const NAME_LENGTH = 60;
const MESSAGE_LENGTH = 500;

/** What a message says of an event under its title, in our own words. Never empty. `usage`: how to decide by what is typed. */
export function eventLines(
  view: RunView,
  event: RunEvent,
  directory: Directory,
  language: Language,
  usage: boolean,
): Text {
  const lines: Text[] = [
    ...change(event, language),
    ...failure(view, event, language),
    ...question(view, event, directory, language, usage),
    ...pause(view, event, language),
    who(view, event, directory, language),
    ...(event.step === undefined || event.type === 'waiting' ? what(view, language) : []),
  ];
  return lines.flatMap((line, i) => (i === 0 ? line : ['\n', ...line]));
}

function change(event: RunEvent, language: Language): Text[] {
  const text = changeText(event, language);
  return text === undefined ? [] : [[text]];
}

function failure(view: RunView, event: RunEvent, language: Language): Text[] {
  const failed = failureOf(view, event, language);
  if (failed === undefined) return [];
  const said = failed.message === undefined || failed.message === '' ? undefined : failed.message;
  // The step of a step's event stands in the title.
  const step: Span[] =
    failed.step === undefined || event.step !== undefined ? [] : [{ kind: 'bold', text: failed.step }];
  if (step.length === 0 && said === undefined) return [];
  return [
    ['❌ ', ...step, step.length > 0 && said !== undefined ? ' — ' : '', cutText(said ?? '', MESSAGE_LENGTH)],
  ];
}

function question(
  view: RunView,
  event: RunEvent,
  directory: Directory,
  language: Language,
  usage: boolean,
): Text[] {
  const asked = questionFor(view, event);
  if (asked === undefined) return [];
  if (asked.state !== 'open') return [settledQuestion(asked, directory, language)];
  const text: Span[] = ['⏸ ', { kind: 'bold', text: asked.title }];
  if (asked.message !== null && asked.message !== '')
    text.push(`\n${cutText(asked.message, MESSAGE_LENGTH)}`);
  const waits = pair(word('waitsFor', language), whoText(view, asked, directory, language), language);
  const typed = { approve: `/flow approve ${view.id}`, reject: `/flow reject ${view.id} because …` };
  return [text, [waits], ...(usage ? [[eventWord('decide', language, typed)]] : [])];
}

function pause(view: RunView, event: RunEvent, language: Language): Text[] {
  const at = event.type === 'paused' ? opensAt(view, event) : undefined;
  if (at === undefined) return [];
  const title = stepOf(view, event)?.title ?? event.step ?? '';
  return [['⏲ ', { kind: 'bold', text: title }, ` ${word('opensAt', language)} `, { kind: 'time', at }]];
}

function who(view: RunView, event: RunEvent, directory: Directory, language: Language): Text {
  const name = inLine(initiatorName(view, directory) ?? word('elsewhere', language), NAME_LENGTH);
  const ms = tookMs(view, event);
  const took = ms === undefined ? '' : ` · ${eventWord('took', language, { ms })}`;
  const made = view.revision !== null && event.step === undefined && outcomeFor(view, event) === 'succeeded';
  const revision = made ? ` · ${word('revision', language, { revision: view.revision ?? 0 })}` : '';
  return [`${pair(word('startedBy', language), name, language)}${took}${revision}`];
}

function what({ parameters, rollbackTo, snapshot }: RunView, language: Language): Text[] {
  const lines: Text[] = [];
  if (rollbackTo !== null) {
    const revision = word('revision', language, { revision: rollbackTo });
    lines.push([pair(word('rollback', language), revision, language)]);
  }
  const pairs = Object.entries(parameters);
  if (pairs.length > 0) {
    const shown = pairs.slice(0, MOST_PARAMETERS).map(([name, value]): Text => {
      return [
        pair(inLine(name, NAME_LENGTH), '', language),
        { kind: 'code', text: inLine(value, VALUE_LENGTH) },
      ];
    });
    lines.push([...between(shown, ' · '), ...more(pairs.length - shown.length, ' · ', language)]);
  }
  return [...lines, ...changeLines(snapshot, language)];
}
