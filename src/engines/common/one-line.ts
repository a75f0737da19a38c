/** Texts that come from outside, made fit for one line of a card. */

const MAX_LENGTH = 300;

/** Escape sequences of terminals, control characters, and signs that turn the direction of the text around. */
const NOISE = /\p{Cc}\[[0-9;?]*[A-Za-z]|\p{Cc}|[\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** An address may carry a token in any part but its host. */
const ADDRESS = /\b(https?:\/\/)(?:[^\s/@"'<>]*@)?([^\s/?#"'<>]+)[^\s"'<>)]*/gi;

/** One line without noise, at most 300 characters. */
export function oneLine(text: string): string {
  const line = text
    .replace(/\s*[\r\n]+\s*|\t/g, ' ')
    .replace(NOISE, '')
    .toWellFormed()
    .trim();
  if (line.length <= MAX_LENGTH) return line;
  // Half of a pair of surrogates is no character.
  return `${line.slice(0, MAX_LENGTH - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Addresses cut to their host. */
export function withShortAddresses(text: string): string {
  return text.replace(ADDRESS, '$1$2/…');
}
