import type { Span } from '../../domain/card.ts';
import { clean } from './clean.ts';
import { graphemes } from './graphemes.ts';

/** The longest beginning of the span that takes at most `max` UTF-16 units when it is rendered; nothing of one that cannot be cut. */
export function shortened(span: Span, max: number, render: (beginning: Span) => string): string {
  if (
    typeof span !== 'string' &&
    (span.kind === 'mention' || span.kind === 'everyone' || span.kind === 'time')
  )
    return '';
  // Two units more: the last character that fits is seen to its end.
  const text = clean(typeof span === 'string' ? span : span.text).slice(0, max + 2);
  const beginning = (end: number | undefined): string => {
    const kept = text.slice(0, end);
    return render(typeof span === 'string' ? kept : { ...span, text: kept });
  };
  const ends = [...graphemes.segment(text)]
    .map(({ index, segment }) => index + segment.length)
    .filter((end) => end <= max);
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (beginning(ends[middle - 1]).length <= max) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? '' : beginning(ends[low - 1]);
}
