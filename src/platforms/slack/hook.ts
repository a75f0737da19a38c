import type { Log } from '../../log.ts';
import type { Clock } from '../../time.ts';
import { atMost } from '../common/at-most.ts';
import { createUnderWay } from '../common/under-way.ts';
import type { Hook, HookAnswer, HookRequest } from '../platform.ts';
import { checkRequests, type Seen } from './check-requests.ts';
import type { Handlers } from './handlers.ts';
import { handlerOf, readRequest } from './requests.ts';
import { type Verdict, verify } from './signature.ts';
import { type Envelope, handleEnvelope, type Transport } from './transport.ts';

/**
 * Slack over HTTP: one address for events, clicks, dialogs and commands. Nothing is read of a request whose signature is not right,
 * whatever it says that it is. The answer is the acknowledgement: it goes when the event is stored, and what is to be done once Slack has it
 * waits until it has left.
 */
export type HookOptions = {
  path: string;
  signingSecret: string;
  /** How long requests in hand may go on at the end, in milliseconds. */
  stopMs: number;
  clock: Clock;
  log: Log;
};

/** Slack waits this long (https://docs.slack.dev/apis/events-api#responding): a later answer is not heard. */
const ACK_MS = 3_000;
/** Whoever finds the address may knock all day: the log says so once in this time. */
const WARN_EVERY_MS = 60_000;

const EMPTY: HookAnswer = { status: 200, body: '' };

export function createHook({ path, signingSecret, stopMs, clock, log }: HookOptions): Transport {
  const busy = createUnderWay();
  const seen: Seen = { path, started: false, last: undefined };
  let handlers: Handlers | undefined;
  let stopped = false;
  let warnedAt = Number.NEGATIVE_INFINITY;

  async function handle(request: HookRequest): Promise<HookAnswer> {
    const verdict = verify(signingSecret, request, clock.now());
    // Whoever knocks without a signature says nothing about our settings.
    if (verdict !== 'unsigned') seen.last = { verdict, at: clock.now() };
    if (verdict !== 'signed') return refuse(verdict);
    const read = readRequest(request);
    if (!read) return fault(400, 'unreadable', 'This is neither a JSON object nor a form.');
    if (read.kind === 'challenge') return { status: 200, body: { challenge: read.challenge } };
    if (read.kind === 'certificate-check') return EMPTY;
    if (stopped || !handlers) {
      return fault(503, 'not-ready', 'Nothing can be taken at the moment; try again.');
    }
    const answer = answerTo(read, handlers);
    busy.add(answer);
    return await answer;
  }

  function refuse(verdict: Exclude<Verdict, 'signed'>): HookAnswer {
    const now = clock.now();
    if (now - warnedAt >= WARN_EVERY_MS) {
      warnedAt = now;
      log.warn({ verdict }, 'a request that slack did not sign, or not now, was refused');
    }
    return fault(401, verdict, 'The signature of Slack is missing, wrong or too old.');
  }

  async function answerTo(envelope: Omit<Envelope, 'ack'>, to: Handlers): Promise<HookAnswer> {
    const answered = Promise.withResolvers<HookAnswer>();
    const left = Promise.withResolvers<void>();
    const arrivedAt = clock.now();
    const handled = handleEnvelope(
      {
        ...envelope,
        async ack(response) {
          const answer = { status: 200, body: response ?? '' };
          if (clock.now() - arrivedAt >= ACK_MS) {
            answered.resolve(answer);
            throw new Error('slack has not waited for this acknowledgement');
          }
          answered.resolve({
            ...answer,
            async afterwards() {
              left.resolve();
              await handled;
            },
          });
          // Never, when the connection was lost: then the inbox tells the person, and this is forgotten.
          await left.promise;
        },
      },
      log,
      async (ack) => {
        const kind = handlerOf(envelope);
        if (kind) await to[kind](envelope.body, ack);
      },
    );
    const failed = handled.then(() => fault(500, 'not-stored', 'This could not be stored; send it again.'));
    return await Promise.race([answered.promise, failed]);
  }

  const hook: Hook = { path, handle };
  return {
    hooks: [hook],
    async start(given) {
      handlers = given;
      seen.started = true;
    },
    async stop() {
      stopped = true;
      await atMost(clock, stopMs, busy.ended());
    },
    check: async () => [checkRequests(seen, clock.now())],
  };
}

function fault(status: number, error: string, message: string): HookAnswer {
  return { status, body: { error, message } };
}
