/** Texts that come from Zadig, made fit for one line of a card. */

const MAX_LENGTH = 300;

/** Escape sequences of terminals, control characters, and signs that turn the direction of the text around. */
const NOISE = /\p{Cc}\[[0-9;?]*[A-Za-z]|\p{Cc}|[\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** An address may carry a token in any part but its host. */
const ADDRESS = /\b(https?:\/\/)(?:[^\s/@"'<>]*@)?([^\s/?#"'<>]+)[^\s"'<>)]*/gi;

/** What follows words that name a secret, and what looks like a token by itself. */
const NAMED_SECRET =
  /(["']?\b[\w.-]*(?:password|passwd|secret|token|api[_-]?key|access[_-]?key|authorization|credential)[\w.-]*["']?\s*[:=]\s*)(?:"[^"]*"|'[^']*'|(?:bearer|basic)\s+\S+|[^\s,;})\]]+)/gi;
const BEARER = /\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi;
const WEB_TOKEN = /\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]+){1,2}/g;

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

/** One line of an error: addresses cut to their host, secrets that can be told as such masked. */
export function errorLine(text: string): string {
  return oneLine(
    text
      .replace(ADDRESS, '$1$2/…')
      .replace(WEB_TOKEN, '***')
      .replace(BEARER, '$1 ***')
      .replace(NAMED_SECRET, '$1***'),
  );
}

/** An address that may stand in a card; undefined for what is none. */
export function webAddress(text: string): string | undefined {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username + url.password === ''
    ? url.href
    : undefined;
}
