/** Errors and addresses that come from Zadig, made fit for a card. */
import { withMaskedSecrets } from '../common/masked-secrets.ts';
import { oneLine, withShortAddresses } from '../common/one-line.ts';

/** One line of an error: addresses cut to their host, secrets that can be told as such masked. */
export function errorLine(text: string): string {
  return oneLine(withMaskedSecrets(withShortAddresses(text)));
}

/** An address that may stand in a card; undefined for what is none. */
export function webAddress(text: string): string | undefined {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username + url.password === ''
    ? url.href
    : undefined;
}
