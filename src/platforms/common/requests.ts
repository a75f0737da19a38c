import { UpstreamError } from '../../errors.ts';
import type { Clock } from '../../time.ts';
import { createUnderWay } from './under-way.ts';

/** The requests of one client, from their first to the last. */
export type Requests = {
  /** Aborts when everything is to be cut off. */
  readonly closing: AbortSignal;
  /** `signal` ends the waiting, not the request: what was sent may still be done. Throws an `UpstreamError` then. */
  send<T>(name: string, signal: AbortSignal, send: () => Promise<T>): Promise<T>;
  /** Waits until nothing is being sent any more; what takes longer than `ms` is cut off. Nothing is sent afterwards. */
  close(ms: number): Promise<void>;
};

export function createRequests(clock: Clock): Requests {
  const closing = new AbortController();
  const sending = createUnderWay();
  return {
    closing: closing.signal,
    async send(name, signal, send) {
      if (signal.aborted || closing.signal.aborted) {
        throw new UpstreamError('unreachable', 'aborted', `${name} was given up before it was sent`);
      }
      const request = send();
      sending.add(request);
      return await unlessAborted(name, request, signal);
    },
    async close(ms) {
      const cancel = clock.after(ms, () => closing.abort());
      await sending.ended();
      cancel();
      closing.abort();
    },
  };
}

/** The promise's outcome, or `unknown` as soon as the signal aborts. */
export function unlessAborted<T>(name: string, request: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abandon = (): void =>
      reject(new UpstreamError('unknown', 'aborted', `${name} was given up while it was being sent`));
    if (signal.aborted) abandon();
    signal.addEventListener('abort', abandon, { once: true });
    request.then(resolve, reject).finally(() => signal.removeEventListener('abort', abandon));
  });
}
