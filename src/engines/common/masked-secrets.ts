/** What follows words that name a secret, and what looks like a token by itself. */
const NAMED_SECRET =
  /(["']?\b[\w.-]*(?:password|passwd|secret|token|api[_-]?key|access[_-]?key|authorization|credential)[\w.-]*["']?\s*[:=]\s*)(?:"[^"]*"|'[^']*'|(?:bearer|basic)\s+\S+|[^\s,;})\]]+)/gi;
const BEARER = /\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi;
const WEB_TOKEN = /\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]+){1,2}/g;

/** Text of an error in which secrets that can be told as such are masked. */
export function withMaskedSecrets(text: string): string {
  return text.replace(WEB_TOKEN, '***').replace(BEARER, '$1 ***').replace(NAMED_SECRET, '$1***');
}
