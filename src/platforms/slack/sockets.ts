import type { UpstreamError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { type Clock, sleep } from '../../time.ts';
import { atMost } from '../common/at-most.ts';
import { backoff, HOPELESS_RETRY_MS, retryIn, STABLE_MS } from '../common/retry.ts';
import { createUnderWay } from '../common/under-way.ts';
import { slackCode, toUpstreamError } from './errors.ts';
import { REFUSALS, type Send, type Socket } from './socket.ts';

/**
 * Keeps `count` Socket Mode connections open. Slack renews each one every few hours and never sends a click or a command twice:
 * a successor is open before Slack dismisses its predecessor, which listens until then, and they are opened one at a time.
 * Whatever Slack refuses, the process lives on and tries again.
 */
export type Sockets = {
  /** Begins; resolves when the first connection is open, or after `ms` in any case. */
  start(ms: number): Promise<void>;
  /** Final. */
  stop(): Promise<void>;
  state(): SocketsState;
};

export type SocketsState = {
  wanted: number;
  connected: number;
  /** All connections of the app as Slack counted them last, and how many of those were ours. */
  seen: { all: number; ours: number } | undefined;
  /** Why there is no connection, in Slack's word; undefined while there is one or before the first attempt. */
  problem: string | undefined;
};

export type SocketsOptions = {
  count: number;
  /** `elsewhere` takes acknowledgements whose connection is gone. */
  open: (signal: AbortSignal, elsewhere: Send) => Promise<Socket>;
  clock: Clock;
  log: Log;
  /** Between 0 and 1, like Math.random. */
  random: () => number;
};

/** Slack answers simultaneous openings with 409 and 429 (https://github.com/slackapi/bolt-js/issues/2318). */
const MAX_JITTER_MS = 500;
/** Slack waits three seconds for an acknowledgement (https://docs.slack.dev/apis/events-api/using-socket-mode). */
const ACK_MS = 3_000;
/** From Slack's warning to the dismissal it is some ten seconds; a connection that is never dismissed is closed after this. */
const DISMISSAL_MS = 30_000;
/** An acknowledgement without a connection looks for one this long, this often. */
const ELSEWHERE_MS = 2_000;
const ELSEWHERE_EVERY_MS = 50;

export function createSockets({ count, open, clock, log, random }: SocketsOptions): Sockets {
  const stopping = new AbortController();
  const first = Promise.withResolvers<void>();
  const current = new Map<number, Socket>();
  const closing = createUnderWay();
  let keepers: Promise<void>[] = [];
  let lane: Promise<unknown> = Promise.resolve();
  const alive = new Set<Socket>();
  let seen: SocketsState['seen'];
  let problem: string | undefined;

  const pause = (ms: number): Promise<void> => sleep(clock, ms, stopping.signal);

  /** One opening at a time, over all connections. */
  function openInTurn(): Promise<Socket | undefined> {
    const turn = lane.then(async () => {
      if (stopping.signal.aborted) return undefined;
      const socket = await open(stopping.signal, elsewhere);
      adopt(socket);
      return socket;
    });
    lane = turn.catch(() => {});
    return turn;
  }

  function adopt(socket: Socket): void {
    alive.add(socket);
    void socket.closed.then(() => alive.delete(socket));
    if (socket.appConnections !== undefined) seen = { all: socket.appConnections, ours: alive.size };
    if (seen && seen.all > seen.ours) {
      log.warn(
        seen,
        'slack has more connections of this app than this process: events are shared with another one',
      );
    }
    problem = undefined;
    first.resolve();
  }

  /**
   * Slack's own Python SDK sends an acknowledgement over the new connection when the old one was replaced meanwhile
   * (https://github.com/slackapi/python-slack-sdk, socket_mode/builtin/client.py, send_message).
   */
  async function elsewhere(...message: Parameters<Send>): Promise<void> {
    for (let waited = 0; waited < ELSEWHERE_MS; waited += ELSEWHERE_EVERY_MS) {
      for (const socket of alive) {
        const sent = await socket.send(...message).then(
          () => true,
          () => false,
        );
        if (sent) return;
      }
      if (stopping.signal.aborted) break;
      await pause(ELSEWHERE_EVERY_MS);
    }
    throw new Error('no connection is left to acknowledge over');
  }

  /** Lets the connection listen until Slack dismisses it: what is sent over it after we close it is lost. */
  function retire(socket: Socket): void {
    const dismissed = atMost(clock, DISMISSAL_MS, socket.dismissed, stopping.signal);
    closing.add(dismissed.then(() => socket.close(ACK_MS)));
  }

  /** Keeps one connection, for as long as the process lives. */
  async function keep(slot: number): Promise<void> {
    let failures = 0;
    await pause(slot === 0 ? 0 : random() * MAX_JITTER_MS);
    while (!stopping.signal.aborted) {
      const socket = await openInTurn().catch(async (error: unknown) => {
        failures += 1;
        await pause(giveUpFor(toUpstreamError('apps.connections.open', error), failures));
        return undefined;
      });
      if (!socket) continue;
      if (stopping.signal.aborted) return retire(socket);
      const predecessor = current.get(slot);
      current.set(slot, socket);
      if (predecessor) retire(predecessor);
      log.info({ slot, connections: current.size }, 'slack connection is open');

      const since = clock.now();
      const reason = await socket.leaving;
      if (stopping.signal.aborted) return;
      log.info({ slot, reason }, 'slack connection is to be replaced');
      failures = clock.now() - since < STABLE_MS && reason === 'closed' ? failures + 1 : 0;
      void socket.closed.then(() => {
        if (current.get(slot) === socket) current.delete(slot);
      });
      if (REFUSALS.has(reason)) {
        problem = reason;
        log.error({ reason }, 'slack refuses connections: trying again in a minute');
        retire(socket);
        current.delete(slot);
        await pause(HOPELESS_RETRY_MS);
      } else if (failures > 1) {
        await pause(backoff(failures, random));
      }
    }
  }

  /** Logs the failure; how long to wait. */
  function giveUpFor(error: UpstreamError, failures: number): number {
    const code = slackCode(error) ?? error.code;
    if (current.size === 0) problem = code;
    const retryInMs = retryIn(error, failures, random);
    if (error.outcome === 'rejected') {
      log.error(
        { code },
        'slack refuses to open a connection: it is offline until this is mended, see doctor',
      );
    } else {
      log.warn({ code, retryInMs }, 'slack connection could not be opened');
    }
    return retryInMs;
  }

  return {
    async start(ms) {
      keepers = Array.from({ length: count }, (_, slot) => keep(slot));
      await atMost(clock, ms, first.promise, stopping.signal);
      if (alive.size === 0 && !stopping.signal.aborted) {
        log.warn({ problem }, 'slack is not connected yet: going on in the background');
      }
    },
    async stop() {
      stopping.abort();
      for (const socket of current.values()) retire(socket);
      await Promise.all(keepers);
      await closing.ended();
      current.clear();
    },
    state: () => ({
      wanted: count,
      connected: current.size,
      seen,
      problem: current.size > 0 ? undefined : problem,
    }),
  };
}
