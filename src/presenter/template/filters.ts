import type { Language } from '../../domain/directory.ts';
import { cutText } from '../cut-text.ts';
import { isEventType, shortEvent } from '../event-words.ts';
import { durationText, isPhase, phaseWord } from '../words.ts';
import { Moment } from './shown.ts';

export type Filter = (value: unknown, ...options: unknown[]) => unknown;

const SHORT_LENGTH = 80;

/** Filters beside Liquid's own. A value that is not there stays that. */
export function filtersFor(language: Language): Readonly<Record<string, Filter>> {
  return {
    /** The first line, of at most so many characters. */
    short: onText((text, max = SHORT_LENGTH) =>
      cutText(text.trim().split('\n', 1)[0] ?? '', Number(max) || SHORT_LENGTH),
    ),
    /** Of milliseconds: `3 min 5 s`. */
    duration: onNumber((ms) => durationText(ms, language)),
    /** Of milliseconds since the epoch. */
    time: onNumber((at) => new Moment(at)),
    /** Of an event, an outcome or a phase: as people say it. */
    words: onText((name) =>
      isEventType(name) ? shortEvent(name, language) : isPhase(name) ? phaseWord(name, language) : name,
    ),
  };
}

function onText(filter: (text: string, option?: unknown) => unknown): Filter {
  return (value, option) => (typeof value === 'string' ? filter(value, option) : value);
}

function onNumber(filter: (number: number) => unknown): Filter {
  return (value) => {
    const number = typeof value === 'string' ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number) ? filter(number) : value;
  };
}
