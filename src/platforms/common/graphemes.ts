/** Text is cut between the characters that people see, which may be several code points. */
export const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Stands where something is missing. */
export const ELLIPSIS = '…';

/** At most `max` UTF-16 units, cut between graphemes, with an ellipsis where something is missing. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  let kept = '';
  for (const { segment } of graphemes.segment(text.slice(0, max))) {
    if (kept.length + segment.length > max - ELLIPSIS.length) break;
    kept += segment;
  }
  return kept + ELLIPSIS;
}
