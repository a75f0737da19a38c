import type { Finding } from '../../domain/finding.ts';
import { UpstreamError } from '../../errors.ts';
import { ok, problem, unreachable } from '../../platforms/common/findings.ts';
import { credentialsRefused, hookGone } from './answers.ts';

/** What an operator does about a channel that is gone, or that refuses our signature. */
export type Remedies = { gone: string; credentials: string };

/**
 * What `doctor` says of a channel, by how the vendor refuses what is no message: it looks at the address and the signature first. `send` sends
 * such a thing, and throws what a real message would.
 */
export async function probe(
  vendor: string,
  remedies: Remedies,
  send: () => Promise<void>,
): Promise<Finding[]> {
  try {
    await send();
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    if (error.code === hookGone) return [problem('address', `${vendor} does not know it`, remedies.gone)];
    if (error.code === credentialsRefused) {
      return [problem('security', `${vendor} refuses what we sign and send`, remedies.credentials)];
    }
    if (error.outcome === 'unreachable' || error.outcome === 'unknown') {
      return [unreachable(vendor, 'connection', error.code)];
    }
  }
  return [ok('connection', `${vendor} answers`)];
}
