import type { Language } from '../../domain/directory.ts';
import { joined } from '../joined.ts';
import { timeText } from '../time-text.ts';

/** A moment among the values of a template: shown in the reader's own time where that is possible. */
export class Moment {
  readonly at: number;

  constructor(at: number) {
    this.at = at;
  }
}

/** A value of a template as it is shown. */
export type Shown = string | Moment;

/** Throws for what is no text: an object shows nothing that anybody could read. */
export function shownValue(value: unknown, language: Language): Shown {
  if (value instanceof Moment) return value;
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value))
    return joined(
      value.map((one) => plainValue(shownValue(one, language))),
      language,
    );
  throw new Error('this is no text: name one of its values');
}

export function plainValue(shown: Shown): string {
  return typeof shown === 'string' ? shown : timeText(shown.at);
}

/** Values stand in what a template writes as numbers between two signs; the text of a template must not hold these. */
const BEGIN = '\uE000';
const END = '\uE001';

export const RESERVED = /[\uE000\uE001]/;

export function placeOf(index: number): string {
  return BEGIN + String(index) + END;
}

/** For regular expressions; the number is in group `value`. */
export const PLACE = `${BEGIN}(?<value>\\d+)${END}`;

/** The text with `text(value)` in each place. */
export function filled(written: string, values: readonly Shown[], text: (value: Shown) => string): string {
  return written.replace(new RegExp(PLACE, 'g'), (_, index: string) => text(values[Number(index)] ?? ''));
}
