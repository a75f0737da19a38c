/** Texts that come from outside, made fit for one line of a card. */
import { oneLine, withShortAddresses } from '../common/one-line.ts';

/** One line of an error: addresses are cut to their host. */
export function errorLine(text: string): string {
  return oneLine(withShortAddresses(text));
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
