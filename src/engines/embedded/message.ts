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
    .trim();
  if (line.length <= MAX_LENGTH) return line;
  // Half of a pair of surrogates is no character.
  return `${line.slice(0, MAX_LENGTH - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** One line of an error: addresses are cut to their host. */
export function errorLine(text: string): string {
  return oneLine(text.replace(ADDRESS, '$1$2/…'));
}

/** A value shorter than this is more likely a word of the language than a secret. */
const SECRET_LENGTH = 6;

export function withoutSecrets(text: string, secrets: Iterable<string>): string {
  let result = text;
  for (const secret of secrets) {
    if (secret.length >= SECRET_LENGTH) result = result.replaceAll(secret, '***');
  }
  return result;
}
