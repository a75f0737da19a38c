/** Errors that come from the cluster, made fit for one line of a card. */
import { oneLine, withShortAddresses } from '../common/one-line.ts';

/**
 * CUE adds the whole value that an operation was called with, secrets included: `function call error for <path>: <error> (value: {…})`
 * (https://github.com/kubevela/pkg/blob/main/cue/cuex/error.go).
 */
const VALUE_DUMP = /\s*\(value:[^]*$/;

/** What follows words that name a secret, and what looks like a token by itself. */
const NAMED_SECRET =
  /(["']?\b[\w.-]*(?:password|passwd|secret|token|api[_-]?key|access[_-]?key|authorization|credential)[\w.-]*["']?\s*[:=]\s*)(?:"[^"]*"|'[^']*'|(?:bearer|basic)\s+\S+|[^\s,;})\]]+)/gi;
const BEARER = /\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi;
const WEB_TOKEN = /\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]+){1,2}/g;

/** One line of an error: without CUE's dump of values, addresses cut to their host, secrets that can be told as such masked. */
export function errorLine(text: string): string {
  return oneLine(
    withShortAddresses(text.replace(VALUE_DUMP, ''))
      .replace(WEB_TOKEN, '***')
      .replace(BEARER, '$1 ***')
      .replace(NAMED_SECRET, '$1***'),
  );
}
