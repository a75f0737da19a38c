import Fastify, { type FastifyInstance, type FastifyPluginAsync } from 'fastify';
import { ConfigError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Hook } from '../platforms/platform.ts';
import type { Database } from '../store/database.ts';
import type { Clock } from '../time.ts';
import { COMMANDS_PATH } from './api.ts';
import { CI_PATH } from './ci/ci-hook.ts';
import { answerClientError } from './client-errors.ts';
import { addHooks } from './hooks.ts';
import { createMetrics } from './metrics.ts';

export type HttpServer = {
  /** Resolves with the address that it listens on, such as `http://127.0.0.1:8080`. Throws when the port is taken. */
  start(): Promise<string>;
  stop(): Promise<void>;
};

/** No route but hooks, forms and commands takes a body: what is larger than this is refused before it is read. */
const BODY_LIMIT_BYTES = 64 * 1024;
/** A client that sends its request slower than this is cut off, in milliseconds. */
const REQUEST_TIMEOUT_MS = 10_000;
/** At the end, answers to hooks that are on their way may take this long, in milliseconds: vendors wait three seconds. */
const SETTLE_MS = 3_000;

/** Liveness, readiness, metrics and what vendors call (`hooks`). `ready` names what is missing; nothing missing = ready. */
export function createHttpServer(
  options: { host: string; port: number },
  deps: {
    db: Database;
    clock: Clock;
    log: Log;
    ready: () => Promise<readonly string[]>;
    hooks?: readonly Hook[];
    /** Where CI systems start runs. */
    ciHooks?: readonly Hook[];
    /** Runs that this process has deleted because they are old. */
    deletedRuns?: () => number;
    /** What people open: the pages behind signed links. */
    pages?: FastifyPluginAsync | undefined;
    /** What programs with a token call. */
    api?: FastifyPluginAsync | undefined;
  },
): HttpServer {
  const { db, clock, log, ready, hooks = [], ciHooks = [], pages, api } = deps;
  const server = Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    clientErrorHandler: answerClientError,
    forceCloseConnections: true,
  });
  const metrics = createMetrics(db, clock, deps.deletedRuns);

  addErrors(
    server,
    log,
    [
      ...hooks.map(({ path }) => path),
      ...(ciHooks.length > 0 ? [`${CI_PATH}<name>`] : []),
      ...(api ? [COMMANDS_PATH] : []),
    ],
    pages !== undefined,
  );
  const counted = ciHooks.map((hook): Hook => {
    const { path } = hook;
    return {
      path,
      async handle(request) {
        const answer = await hook.handle(request);
        metrics.ciAnswered(path.slice(CI_PATH.length), answer.status);
        return answer;
      },
    };
  });
  const inHand = addHooks(server, [...hooks, ...counted], { clock, log });
  // New requests are answered with 503 from here on; connections are closed after this.
  server.addHook('preClose', async () => await inHand.settled(SETTLE_MS));
  server.get('/healthz', async () => ({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    const missing = await ready();
    if (missing.length === 0) return { status: 'ready' };
    return await reply.code(503).send({ status: 'not ready', missing });
  });
  server.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.text()),
  );
  if (pages !== undefined) void server.register(pages);
  if (api !== undefined)
    void server.register(async (scope) => {
      scope.addHook('onResponse', async (_request, reply) => metrics.apiAnswered(reply.statusCode));
      await scope.register(api);
    });

  return {
    async start() {
      try {
        return await server.listen({ host: options.host, port: options.port });
      } catch (cause) {
        throw cannotListen(options, cause);
      }
    },
    async stop() {
      await server.close();
    },
  };
}

/** A taken port is for the operator to mend. */
function cannotListen({ host, port }: { host: string; port: number }, cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const reasons: Record<string, string> = {
    EADDRINUSE: `port ${port} is taken by another program: choose another one`,
    EACCES: `port ${port} may not be used by this user: choose one above 1023`,
    EADDRNOTAVAIL: `this machine has no address ${host}`,
  };
  const message = typeof code === 'string' ? reasons[code] : undefined;
  return message === undefined ? cause : new ConfigError([{ path: 'server', message }], { cause });
}

/** Every refusal is JSON that says what, where and what to do; the details of a fault of ours stay in the log. */
function addErrors(server: FastifyInstance, log: Log, paths: readonly string[], pages: boolean): void {
  const posts = paths.length > 0 ? `, and POST ${paths.join(', ')}` : '';
  const links = pages ? ', the links to pages that it gave out' : '';
  server.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    return await reply.code(404).send({
      error: 'not-found',
      message: `There is no ${request.method} ${path.slice(0, 200)}. This server answers GET /healthz, /readyz and /metrics${links}${posts}.`,
    });
  });
  server.setErrorHandler(async (error: Error & { statusCode?: number; code?: string }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500)
      return await reply.code(status).send({ error: error.code ?? 'bad-request', message: error.message });
    log.error({ method: request.method, cause: error }, 'an HTTP request failed');
    return await reply
      .code(500)
      .send({ error: 'internal', message: 'Something went wrong here; the log has the details.' });
  });
}
