import { UpstreamError } from '../../errors.ts';
import { cardRefused, credentialsRefused, hookGone, statusFailure } from '../common/answers.ts';
import type { HookAnswer } from '../common/hook-client.ts';

/** When a receiver throttles without saying for how long. */
const WAIT_MS = 30_000;

/** What receivers mean by their statuses: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md#22-delivery-responses */
const codes = new Map<number, string>([
  [401, credentialsRefused],
  [403, credentialsRefused],
  [404, hookGone],
  [410, hookGone],
  [413, cardRefused],
  [415, cardRefused],
  [422, cardRefused],
]);

/** Any 2xx is a success; what it says is the receiver's own. */
export function failureIn(vendor: string, answer: HookAnswer): UpstreamError | undefined {
  const failed = statusFailure(vendor, answer, WAIT_MS);
  const code = codes.get(answer.status);
  return failed && code !== undefined ? new UpstreamError(failed.outcome, code, failed.message) : failed;
}
