/**
 * What programs call with a token that acts as a person. Guarantees: without a token that works nothing is read but the request's head, and every such
 * request is answered alike; no token gets into a log, an answer or the database.
 */
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Directory, Language } from '../domain/directory.ts';
import type { Inbound } from '../domain/event.ts';
import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import type { Clock } from '../time.ts';
import { type ApiAnswer, refusal } from './api/answer.ts';
import { createCommands } from './api/commands.ts';
import { createPrograms, type KnownToken, type Program } from './api/programs.ts';
import { createRate } from './api/rate.ts';
import { createRuns } from './api/runs.ts';
import { keepInHand } from './in-hand.ts';
import { languageOf } from './pages/language.ts';

export type ApiDeps = {
  db: Database;
  directory: Directory;
  tokens: readonly KnownToken[];
  inbound: Inbound;
  clock: Clock;
  log: Log;
};

export const COMMANDS_PATH = '/api/v1/commands';
const RUN_PATH = '/api/v1/runs/:run';

/** 4000 characters, each at most six bytes when escaped, and the rest of the body. */
const BODY_LIMIT_BYTES = 32 * 1024;

const HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

/** The same for a token that is missing, misspelled, unknown, expired or taken out. */
const UNKNOWN = refusal(
  401,
  'unauthorized',
  'Send a token that is valid, in the header Authorization: Bearer glt_…',
  { 'www-authenticate': 'Bearer realm="greenlight"' },
);

/** Undefined without any token: then the paths are not there. No CORS headers, so that no page of a browser reads an answer. */
export function createApi(deps: ApiDeps): FastifyPluginAsync | undefined {
  const { directory, tokens, clock, log } = deps;
  if (tokens.length === 0) return undefined;
  const programOf = createPrograms(tokens, directory, clock);
  const rate = createRate(clock);
  const command = createCommands(deps);
  const run = createRuns(deps);

  return async function api(server) {
    const programs = new WeakMap<FastifyRequest, Program>();
    const track = keepInHand(server);
    readJsonOnly(server);
    server.setErrorHandler(async (error: Error & { statusCode?: number }, request, reply) => {
      const status = error.statusCode ?? 500;
      if (status < 500) return await send(reply, unreadable(status));
      log.error({ method: request.method, cause: error }, 'a request of a program failed');
      return await send(
        reply,
        refusal(500, 'internal', 'Something went wrong here; the log has the details.'),
      );
    });

    // Before the body is read.
    server.addHook('onRequest', async (request, reply) => {
      const program = programOf(request.headers.authorization);
      if (program === undefined) return await send(reply, UNKNOWN);
      const waitMs = rate(program.account.id);
      if (waitMs !== undefined) return await send(reply, tooMany(waitMs));
      programs.set(request, program);
    });

    async function answer(
      request: FastifyRequest,
      reply: FastifyReply,
      work: (program: Program) => Promise<ApiAnswer>,
    ): Promise<FastifyReply> {
      const program = programs.get(request);
      if (program === undefined) return await send(reply, UNKNOWN);
      const working = work(program);
      track(working);
      return await send(reply, await working);
    }

    server.post(COMMANDS_PATH, { bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
      return await answer(request, reply, (program) =>
        command(program, request.body, languageFor(request, program)),
      );
    });
    server.get<{ Params: { run: string } }>(RUN_PATH, async (request, reply) => {
      return await answer(request, reply, (program) => run(program, request.params.run));
    });
    refuse(server, COMMANDS_PATH, ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'], 'POST');
    refuse(server, RUN_PATH, ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'], 'GET, HEAD');
  };
}

function send(reply: FastifyReply, { status, headers = {}, body }: ApiAnswer): FastifyReply {
  return reply
    .code(status)
    .headers({ ...HEADERS, ...headers })
    .send(body);
}

function refuse(server: FastifyInstance, url: string, method: string[], allow: string): void {
  const answer = async (_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    await send(reply, refusal(405, 'method-not-allowed', `Only ${allow} is answered here.`, { allow }));
  // Before the body is read.
  server.route({ method, url, onRequest: answer, handler: answer });
}

function readJsonOnly(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, JSON.parse(String(body)));
    } catch {
      // Without the parser's words: they quote the body.
      done(Object.assign(new Error('the body is not JSON'), { statusCode: 400 }), undefined);
    }
  });
}

function unreadable(status: number): ApiAnswer {
  if (status === 413)
    return refusal(413, 'too-large', `A body has at most ${BODY_LIMIT_BYTES} bytes; nothing was done.`);
  if (status === 415)
    return refusal(415, 'not-json', 'Send JSON, with content-type: application/json; nothing was done.');
  return refusal(status, 'bad-request', 'The body is not JSON; nothing was done.');
}

function tooMany(waitMs: number): ApiAnswer {
  const seconds = Math.ceil(waitMs / 1000);
  return refusal(429, 'too-many', `Too many requests with this token: wait ${seconds} s. Nothing was done.`, {
    'retry-after': String(seconds),
  });
}

/** What the request asks for, else the person's own. */
function languageFor(request: FastifyRequest, { person }: Program): Language {
  return languageOf(request.headers['accept-language'], person.language);
}
