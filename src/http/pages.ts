/**
 * The pages behind signed links. Whoever holds a link may open it: a run's page shows, a personal page lets one account decide one question.
 * Guarantees: only POST changes anything; what was not signed here, or signed for another page, is answered alike; no token is written
 * into a page, a log or an error.
 */
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Directory, Language } from '../domain/directory.ts';
import type { Inbound } from '../domain/event.ts';
import type { Links } from '../domain/link.ts';
import type { StepLog } from '../domain/step-log.ts';
import { mayReadView } from '../flows/may-read.ts';
import { personBehind } from '../flows/person.ts';
import type { Log } from '../log.ts';
import { pageWord } from '../presenter/page-words.ts';
import { sentence } from '../presenter/sentences.ts';
import type { Database } from '../store/database.ts';
import { isStorageFailure } from '../store/failures.ts';
import { runView } from '../store/run-view.ts';
import type { Clock } from '../time.ts';
import { keepInHand } from './in-hand.ts';
import { createDecider } from './pages/decider.ts';
import { loadDocuments, type Page } from './pages/document.ts';
import { languageOf } from './pages/language.ts';
import { messagePage, sentencePage } from './pages/message-page.ts';
import { chosenStep } from './pages/run-logs.ts';
import { runPage } from './pages/run-page.ts';
import { isFromOurPage } from './pages/same-origin.ts';

export type PagesDeps = {
  db: Database;
  directory: Directory;
  links: Links;
  inbound: Inbound;
  clock: Clock;
  log: Log;
  /** What commands of a run wrote (`Engine.logs`). */
  logsOf?: (run: { engine: string; ref: string | null }, step?: string) => Promise<readonly StepLog[]>;
};

/** A verdict, 500 characters of a reason and ten fields of 256, each at most nine characters when encoded for a form. */
const BODY_LIMIT_BYTES = 32 * 1024;

const HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  // The address carries the token: it goes to nobody who is linked from here.
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
  'x-content-type-options': 'nosniff',
  // For browsers that do not know `frame-ancestors`.
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** Routes `/runs/<token>` and `/decide/<token>`, to be registered at the root of the server that people reach. */
export function createPages(deps: PagesDeps): FastifyPluginAsync {
  const { db, directory, links, clock, log } = deps;
  const documents = loadDocuments();
  const decider = createDecider(deps);
  const ourOrigin = new URL(links.address({ kind: 'run', run: 0 }, 0)).origin;

  async function openRun(request: FastifyRequest): Promise<Page> {
    const language = languageFor(request, directory);
    const target = links.read(tokenOf(request), clock.now());
    if (target === 'expired') return messagePage('expired', 410, language);
    if (target?.kind === 'logs') return await openLogs(request, target, language);
    if (target?.kind !== 'run') return messagePage('unknown', 404, language);
    const view = await runView(db.read, target.run);
    if (view === undefined) return messagePage('gone', 410, language);
    return runPage(view, directory, language, queryOf(request).has('still'));
  }

  /** Whose link it is must still be somebody, and may still read the run: looked up each time. */
  async function openLogs(
    request: FastifyRequest,
    target: { run: number; platform: string; account: string },
    language: Language,
  ): Promise<Page> {
    const account = { platform: target.platform, id: target.account };
    const person = await personBehind({ tx: db.read, directory }, account);
    if (person === undefined) return messagePage('stranger', 403, language);
    const view = await runView(db.read, target.run);
    if (view === undefined) return messagePage('gone', 410, person.language);
    if (!mayReadView({ directory }, person.id, view, clock.now()).allowed) {
      const text = sentence('read.not-allowed', person.language, { run: view.id });
      return sentencePage(pageWord('notReadableTitle', person.language), text, 403, person.language);
    }
    const run = { engine: view.engine, ref: view.snapshot?.ref ?? null };
    const query = queryOf(request);
    const steps = [...new Set(((await deps.logsOf?.(run)) ?? []).map(({ step }) => step))];
    const step = chosenStep(query.get('step') ?? undefined, steps, view.snapshot?.steps ?? []);
    const logs = step === undefined ? [] : ((await deps.logsOf?.(run, step)) ?? []);
    const page = /^\d{1,6}$/.test(query.get('page') ?? '') ? Number(query.get('page')) : undefined;
    return runPage(view, directory, person.language, query.has('still'), { steps, step, logs, page });
  }

  function send(reply: FastifyReply, page: Page): FastifyReply {
    return reply
      .code(page.status)
      .headers({ ...HEADERS, 'content-security-policy': documents.policy(page), ...page.headers })
      .type('text/html; charset=utf-8')
      .send(documents.html(page));
  }

  return async function pages(server) {
    const track = keepInHand(server);
    readFormsOnly(server);
    server.setErrorHandler(async (error: Error & { statusCode?: number }, request, reply) => {
      const language = languageFor(request, directory);
      const status = error.statusCode ?? 500;
      if (status < 500) return await send(reply, messagePage('unreadable', status, language));
      log.error({ method: request.method, cause: error }, 'a page could not be shown');
      return await send(reply, messagePage('trouble', isStorageFailure(error) ? 503 : 500, language));
    });

    server.get('/runs/*', async (request, reply) => await send(reply, await openRun(request)));
    server.get('/decide/*', async (request, reply) => {
      return await send(reply, await decider.open(tokenOf(request), languageFor(request, directory)));
    });
    server.post('/decide/*', {
      // Before the body is read.
      async onRequest(request, reply) {
        if (isFromOurPage(request.headers, ourOrigin)) return;
        await send(reply, messagePage('elsewhere', 403, languageFor(request, directory)));
      },
      async handler(request, reply) {
        const deciding = decider.decide(tokenOf(request), request.body, languageFor(request, directory));
        track(deciding);
        const { page, delivered } = await deciding;
        // Not when the connection was lost before: then the answer follows by direct message.
        if (delivered !== undefined) reply.raw.once('finish', () => track(delivered()));
        return await send(reply, page);
      },
    });
    refuse(server, '/runs/*', ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'], 'GET, HEAD');
    refuse(server, '/decide/*', ['PUT', 'PATCH', 'DELETE', 'OPTIONS'], 'GET, HEAD, POST');
  };

  function refuse(server: FastifyInstance, url: string, method: string[], allow: string): void {
    const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const page = messagePage('method', 405, languageFor(request, directory));
      return await send(reply, { ...page, headers: { allow } });
    };
    server.route({ method, url, onRequest: answer, handler: answer });
  }
}

function readFormsOnly(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: BODY_LIMIT_BYTES },
    async (_request: FastifyRequest, body: string | Buffer) => new URLSearchParams(String(body)),
  );
}

/** A wildcard: a named parameter may have no more than 100 characters (https://fastify.dev/docs/latest/Reference/Server/#maxparamlength). */
function tokenOf(request: FastifyRequest): string {
  const { '*': token = '' } = request.params as Readonly<Record<string, string>>;
  return token;
}

function queryOf({ url }: FastifyRequest): URLSearchParams {
  const at = url.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
}

function languageFor(request: FastifyRequest, directory: Directory): Language {
  return languageOf(request.headers['accept-language'], directory.language);
}
