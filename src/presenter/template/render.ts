import type { Span, Text } from '../../domain/card.ts';
import { cutText } from '../cut-text.ts';
import { filtersFor } from './filters.ts';
import { createLiquid, liquidTrouble } from './liquid.ts';
import { readMarkup } from './markup.ts';
import { filled, placeOf, plainValue, RESERVED, type Shown, shownValue } from './shown.ts';
import { type Telling, variablesOf } from './variables.ts';

/** A template could not be rendered. It holds no values of the run. */
export class TemplateError extends Error {
  /** In the source, from 1. */
  readonly line: number;

  constructor(message: string, line: number, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TemplateError';
    this.line = line;
  }
}

/** In UTF-16 units of what is read. */
const TITLE_LENGTH = 200;
const BODY_LENGTH = 4_000;

/** One line without markup; empty when the template says nothing. Throws a TemplateError. */
export function renderTitle(source: string, telling: Telling): string {
  const { written, values } = write(source, telling);
  return cutText(filled(written, values, plainValue).replace(/\s+/g, ' ').trim(), TITLE_LENGTH);
}

/** Empty when the template says nothing. Throws a TemplateError. */
export function renderBody(source: string, telling: Telling): Text {
  const { written, values } = write(source, telling);
  // Tags that stand alone in their lines leave these empty.
  const tidy = written.replace(/[^\S\n]+\n/g, '\n').replace(/\n{3,}/g, '\n\n');
  return cutSpans(readMarkup(tidy.trim(), values));
}

/** What the template writes, with a place for each value. */
function write(source: string, telling: Telling): { written: string; values: Shown[] } {
  const values: Shown[] = [];
  const show = (value: unknown): string => placeOf(values.push(shownValue(value, telling.language)) - 1);
  try {
    if (RESERVED.test(source)) throw new Error('the signs U+E000 and U+E001 cannot be used');
    const engine = createLiquid(show, filtersFor(telling.language));
    const written: unknown = engine.parseAndRenderSync(source, variablesOf(telling));
    return { written: String(written), values };
  } catch (cause) {
    const { message, line } = liquidTrouble(cause);
    throw new TemplateError(message, line, { cause });
  }
}

function cutSpans(text: Text): Text {
  const kept: Span[] = [];
  let left = BODY_LENGTH;
  for (const span of text) {
    if (typeof span !== 'string' && (span.kind === 'time' || span.kind === 'mention')) {
      kept.push(span);
      continue;
    }
    const words = typeof span === 'string' ? span : span.text;
    const shown = cutText(words, left);
    kept.push(typeof span === 'string' ? shown : { ...span, text: shown });
    left -= words.length;
    if (left <= 0) return kept;
  }
  return kept;
}
