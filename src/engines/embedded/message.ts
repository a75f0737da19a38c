/** Texts that come from outside, made fit for one line of a card. */
import { oneLine, withShortAddresses } from '../common/one-line.ts';

/** One line of an error: addresses are cut to their host. */
export function errorLine(text: string): string {
  return oneLine(withShortAddresses(text));
}
