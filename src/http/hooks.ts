import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../log.ts';
import type { Hook, HookRequest } from '../platforms/platform.ts';
import { type Clock, sleep } from '../time.ts';

/**
 * Addresses that vendors call. A request's bytes go to its adapter as they came: nothing here reads them or writes them into a log, because
 * only the adapter can tell who sent them.
 */
export type Hooks = {
  /** Waits for requests in hand and for what follows their answers, for at most `ms`. */
  settled(ms: number): Promise<void>;
};

/** Vendors' requests are some kilobytes; what is larger is refused before it is read to its end. */
const BODY_LIMIT_BYTES = 1024 * 1024;

/** To be called before the server is ready. The parser of bodies is for these routes alone. */
export function addHooks(
  server: FastifyInstance,
  hooks: readonly Hook[],
  { clock, log }: { clock: Clock; log: Log },
): Hooks {
  const busy = new Set<Promise<void>>();

  function track(work: Promise<unknown>): void {
    const ended = work.then(
      () => {},
      () => {},
    );
    busy.add(ended);
    void ended.then(() => busy.delete(ended));
  }

  async function answer(hook: Hook, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { status, body = '', afterwards } = await hook.handle(read(request));
    if (afterwards) track(whenLeft(reply, afterwards, log.child({ hook: hook.path })));
    return await reply.code(status).send(body);
  }

  void server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    for (const hook of hooks) {
      scope.route({
        method: 'POST',
        url: hook.path,
        bodyLimit: BODY_LIMIT_BYTES,
        async handler(request, reply) {
          const answered = answer(hook, request, reply);
          track(answered);
          return await answered;
        },
      });
      scope.route({
        method: ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
        url: hook.path,
        // Not from `onRequest` on: what comes with it is not read.
        onRequest: async (_request, reply) =>
          await reply
            .code(405)
            .header('allow', 'POST')
            .send({ error: 'method-not-allowed', message: `Only POST is answered at ${hook.path}.` }),
        handler: async () => {},
      });
    }
  });

  return {
    async settled(ms) {
      const enough = new AbortController();
      const all = async (): Promise<void> => {
        while (busy.size > 0) await Promise.all(busy);
      };
      await Promise.race([all(), sleep(clock, ms, enough.signal)]);
      enough.abort();
    },
  };
}

function read({ headers, body }: FastifyRequest): HookRequest {
  const single = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ]);
  return {
    headers: Object.fromEntries(single),
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
  };
}

/** Runs `afterwards` once the answer was handed to the network; never, when the connection ended before. */
function whenLeft({ raw }: FastifyReply, afterwards: () => Promise<void>, log: Log): Promise<void> {
  return new Promise((resolve) => {
    if (raw.destroyed) return resolve();
    raw.once('finish', () => {
      afterwards()
        .catch((err: unknown) => log.error({ err }, 'what follows an answer to a hook failed'))
        .finally(resolve);
    });
    // Comes after `finish` too, when `afterwards` is already on its way.
    raw.once('close', () => {
      if (!raw.writableFinished) resolve();
    });
  });
}
