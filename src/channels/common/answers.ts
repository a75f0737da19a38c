import { UpstreamError } from '../../errors.ts';
import { parseJson } from '../../platforms/common/json.ts';
import type { Meaning } from '../../platforms/common/meaning.ts';
import type { HookAnswer } from './hook-client.ts';

export const hookGone = 'hook-gone';
export const credentialsRefused = 'credentials-refused';
export const cardRefused = 'card-refused';

/** How a vendor's answers are read. */
export type Reading = {
  vendor: string;
  /** The number that is 0 for a success. */
  codeOf(body: Readonly<Record<string, unknown>>): unknown;
  /** Every code that is not in it is `rejected` under the vendor's number. */
  meanings: ReadonlyMap<number, Meaning>;
  /** How long to wait when the vendor throttles and does not say for how long, in milliseconds. */
  waitMs: number;
};

/** The failure in the answer of a robot, which comes with HTTP 200; undefined for a success. The vendor's text is left out: it may quote what was sent. */
export function failureIn(answer: HookAnswer, reading: Reading): UpstreamError | undefined {
  const { vendor, meanings, waitMs } = reading;
  const body = parseJson(answer.text);
  const code = isObject(body) ? reading.codeOf(body) : undefined;
  const failed = statusFailure(vendor, answer, waitMs);
  if (typeof code !== 'number') {
    return (
      failed ?? new UpstreamError('unknown', 'bad-answer', `${vendor} answered nothing that it is known for`)
    );
  }
  if (code === 0 || failed?.outcome === 'throttled') return failed;
  const meaning = meanings.get(code) ?? { outcome: failed?.outcome ?? 'rejected', code: String(code) };
  if (meaning.outcome === 'throttled') return throttledFor(vendor, waitOf(answer, waitMs));
  return new UpstreamError(meaning.outcome, meaning.code, `${vendor} refused the message: ${code}`);
}

/** By the HTTP status alone. 3xx and 4xx: nothing was done; 5xx: it may have been done behind a gateway. */
export function statusFailure(vendor: string, answer: HookAnswer, waitMs: number): UpstreamError | undefined {
  const { status } = answer;
  if (status >= 200 && status < 300) return undefined;
  if (status === 429) return throttledFor(vendor, waitOf(answer, waitMs));
  const outcome = status >= 500 ? 'unknown' : 'rejected';
  return new UpstreamError(outcome, `http-${status}`, `${vendor} answered with HTTP ${status}`);
}

export function throttledFor(vendor: string, retryAfterMs: number): UpstreamError {
  return new UpstreamError('throttled', 'throttled', `${vendor} throttles for ${retryAfterMs} ms`, {
    retryAfterMs,
  });
}

function waitOf({ retryAfter }: HookAnswer, waitMs: number): number {
  return /^\d{1,5}$/.test(retryAfter ?? '') ? Math.max(Number(retryAfter) * 1000, 1000) : waitMs;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
