/** Errors that come from the cluster, made fit for one line of a card. */
import { withMaskedSecrets } from '../common/masked-secrets.ts';
import { oneLine, withShortAddresses } from '../common/one-line.ts';

/**
 * CUE adds the whole value that an operation was called with, secrets included: `function call error for <path>: <error> (value: {…})`
 * (https://github.com/kubevela/pkg/blob/main/cue/cuex/error.go).
 */
const VALUE_DUMP = /\s*\(value:[^]*$/;

/** One line of an error: without CUE's dump of values, addresses cut to their host, secrets that can be told as such masked. */
export function errorLine(text: string): string {
  return oneLine(withMaskedSecrets(withShortAddresses(text.replace(VALUE_DUMP, ''))));
}
