import { UpstreamError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { type Clock, sleep } from '../../time.ts';
import { atMost } from '../common/at-most.ts';
import { backoff, MAX_RETRY_MS, retryIn, STABLE_MS } from '../common/retry.ts';
import { createUnderWay } from '../common/under-way.ts';
import { dingtalkCode, toUpstreamError } from './errors.ts';
import type { Stream } from './stream.ts';

/**
 * Keeps one connection of the stream open. DingTalk renews it every few hours and sends clicks only once: the successor is dialled as soon as
 * DingTalk asks the connection to go, and one dialling is under way at a time. Whatever DingTalk refuses, the process lives on and tries again.
 */
export type Streams = {
  /** Begins; resolves when the connection is open, or after `ms` in any case. */
  start(ms: number): Promise<void>;
  /** Final. */
  stop(): Promise<void>;
  state(): StreamsState;
};

export type StreamsState = {
  connected: boolean;
  /** Why there is no connection, in DingTalk's word; undefined while there is one or before the first attempt. */
  problem: string | undefined;
};

export type StreamsOptions = {
  open: (signal: AbortSignal) => Promise<Stream>;
  clock: Clock;
  log: Log;
  /** Between 0 and 1, like Math.random. */
  random: () => number;
};

/** So many renewals in a row of such short-lived connections go at once; each one more waits so much longer than the one before. */
const FREE_RENEWALS = 100;
const RENEWAL_STEP_MS = 100;
/** DingTalk waits about three seconds for an acknowledgement of a click. */
const ACK_MS = 3_000;
/** From DingTalk's notice to the end it is some ten seconds; a connection that it leaves open is closed after this. */
const DISMISSAL_MS = 15_000;

export function createStreams({ open, clock, log, random }: StreamsOptions): Streams {
  const stopping = new AbortController();
  const first = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<string>();
  const closing = createUnderWay();
  let current: Stream | undefined;
  let keeper: Promise<void> = Promise.resolve();
  let problem: string | undefined;

  const pause = (ms: number): Promise<void> => sleep(clock, ms, stopping.signal);

  /** Lets the connection live until DingTalk ends it: what it still has to acknowledge goes over it. */
  function retire(stream: Stream): void {
    const dismissed = atMost(clock, DISMISSAL_MS, stream.closed, stopping.signal);
    closing.add(dismissed.then(() => stream.close(ACK_MS)));
  }

  async function keep(): Promise<void> {
    let failures = 0;
    let renewals = 0;
    while (!stopping.signal.aborted) {
      const stream = await open(stopping.signal).catch(async (error: unknown) => {
        failures += 1;
        await pause(giveUpFor(toUpstreamError('the stream', error), failures));
        return undefined;
      });
      if (!stream) continue;
      if (stopping.signal.aborted) return retire(stream);
      current = stream;
      problem = undefined;
      first.resolve();
      log.info({}, 'dingtalk connection is open');

      const since = clock.now();
      const reason = await Promise.race([stream.leaving, stopped.promise]);
      retire(stream);
      if (stopping.signal.aborted) return;
      log.info({ reason }, 'dingtalk connection is to be replaced');
      const short = clock.now() - since < STABLE_MS;
      if (reason === 'closed') {
        current = undefined;
        failures = short ? failures + 1 : 0;
        if (failures > 1) await pause(backoff(failures, random));
      } else {
        failures = 0;
        renewals = short ? renewals + 1 : 0;
        const many = renewals - FREE_RENEWALS;
        if (many > 0) await pause(Math.min(many * RENEWAL_STEP_MS, MAX_RETRY_MS));
      }
    }
  }

  /** Logs the failure; how long to wait. */
  function giveUpFor(error: UpstreamError, failures: number): number {
    if (stopping.signal.aborted) return 0;
    current = undefined;
    problem = dingtalkCode(error);
    const retryInMs = retryIn(error, failures, random);
    if (error.outcome === 'rejected') {
      log.error(
        { code: problem },
        'dingtalk refuses to open a connection: it is offline until this is mended, see doctor',
      );
    } else {
      log.warn({ code: problem, retryInMs }, 'dingtalk connection could not be opened');
    }
    return retryInMs;
  }

  return {
    async start(ms) {
      keeper = keep();
      await atMost(clock, ms, first.promise, stopping.signal);
      if (!current && !stopping.signal.aborted)
        log.warn({ problem }, 'dingtalk is not connected yet: going on in the background');
    },
    async stop() {
      stopping.abort();
      stopped.resolve('stopped');
      await keeper;
      await closing.ended();
      current = undefined;
    },
    state: () => ({ connected: current !== undefined, problem: current ? undefined : problem }),
  };
}
