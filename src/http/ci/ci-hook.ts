/**
 * Where a CI system starts runs. Guarantees: nothing of a body is read before its signature is right; a run is committed before it is answered; the same key of the
 * same hook is one run, however often and at how many servers it arrives, also when that run is not kept any more.
 */
import type { AnswerCode } from '../../domain/answer.ts';
import type { AuditKeys } from '../../domain/audit-key.ts';
import type { Directory } from '../../domain/directory.ts';
import type { EngineAbility } from '../../domain/engine-ability.ts';
import { type Links, runAddress } from '../../domain/link.ts';
import type { OutlineOf } from '../../domain/outline.ts';
import type { PlatformAbility } from '../../domain/platform-ability.ts';
import { UpstreamError } from '../../errors.ts';
import type { StartContext } from '../../flows/context.ts';
import { type CiHook, type CiOutcome, type CiRequest, startByHook } from '../../flows/start-by-hook.ts';
import type { Log } from '../../log.ts';
import type { Hook, HookAnswer, HookRequest } from '../../platforms/platform.ts';
import { replyOf } from '../../presenter/reply.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Database } from '../../store/database.ts';
import { UniqueViolation } from '../../store/failures.ts';
import type { Clock } from '../../time.ts';
import { createRate } from '../api/rate.ts';
import { readCiRequest } from './request.ts';
import { verify } from './signature.ts';

export type CiDeps = {
  db: Database;
  clock: Clock;
  log: Log;
  directory: Directory;
  engines: ReadonlyMap<string, EngineAbility>;
  platforms: ReadonlyMap<string, PlatformAbility>;
  outline: OutlineOf;
  auditKeys: AuditKeys;
  links: Links | undefined;
  /** Something is owed to an engine and to rooms. */
  changed: () => void;
};

/** A hook of the configuration, with what signs its requests. */
export type SignedHook = CiHook & { secret: string };

export const CI_PATH = '/hooks/ci/';

export function createCiHooks(deps: CiDeps, hooks: readonly SignedHook[]): Hook[] {
  const { clock } = deps;
  const rate = createRate(clock);
  return hooks.map((hook) => ({
    path: `${CI_PATH}${hook.id}`,
    handle: async (request) => await handle(deps, hook, request, rate),
  }));
}

async function handle(
  deps: CiDeps,
  hook: SignedHook,
  request: HookRequest,
  rate: ReturnType<typeof createRate>,
): Promise<HookAnswer> {
  const { clock, log } = deps;
  const verdict = verify(hook.secret, request, clock.now());
  if (verdict === 'stale') {
    log.warn(
      { hook: hook.id },
      'a request of a CI system was signed too long ago: a replay, or a wrong clock',
    );
    return refusal(401, 'stale', 'The timestamp is more than five minutes away from the clock here.');
  }
  if (verdict !== 'signed') {
    log.warn({ hook: hook.id, verdict }, 'a request to a hook of a CI system was not signed with its secret');
    return refusal(
      401,
      'unauthorized',
      'Sign the request: x-greenlight-timestamp and x-greenlight-signature.',
    );
  }
  const waitMs = rate(hook.id);
  if (waitMs !== undefined) {
    const seconds = Math.ceil(waitMs / 1000);
    return refusal(429, 'too-many', `Too many requests of this hook: wait ${seconds} s. Nothing was done.`);
  }
  const asked = readCiRequest(request.body);
  if ('problems' in asked) {
    const message = 'The body cannot be read; nothing was done.';
    return { status: 400, body: { error: 'bad-request', message, problems: asked.problems } };
  }
  return answerTo(await started(deps, hook, asked), deps.links);
}

type Outcome = CiOutcome | { kind: 'not-running' };

async function started(deps: CiDeps, hook: CiHook, asked: CiRequest): Promise<Outcome> {
  try {
    return await start(deps, hook, asked);
  } catch (cause) {
    // What the run would do is known while its engine runs.
    if (cause instanceof UpstreamError) return { kind: 'not-running' };
    // The same key arrived twice at once: by now the other one's run is there.
    if (!(cause instanceof UniqueViolation)) throw cause;
    return await start(deps, hook, asked);
  }
}

async function start(deps: CiDeps, hook: CiHook, asked: CiRequest): Promise<CiOutcome> {
  const { db, clock, log, directory, engines, platforms, outline, auditKeys, changed } = deps;
  const outcome = await db.tx(async (tx) => {
    const now = clock.now();
    const context: StartContext = { tx, now, directory, engines, platforms, outline, audit: [] };
    const result = await startByHook(context, hook, asked);
    await appendAudit(tx, context.audit, auditKeys, log);
    return result;
  });
  if (outcome.kind === 'started') changed();
  return outcome;
}

function answerTo(outcome: Outcome, links: Links | undefined): HookAnswer {
  switch (outcome.kind) {
    case 'started': {
      const { run, again } = outcome;
      const page = links === undefined ? {} : { page: runAddress(links, run) };
      return { status: 202, body: { run: run.id, ...page, again } };
    }
    case 'past':
      return { status: 202, body: { run: outcome.run, again: true } };
    case 'key-taken': {
      const message = `This key stands for another deploy, run #${outcome.run}; nothing was done. Take a new key for each deploy.`;
      return refusal(409, 'key-taken', message);
    }
    case 'out-of-scope': {
      const { environment } = outcome;
      const other = `The workflow of that environment deploys to ${environment} too, and this hook may not.`;
      const own = 'This hook may not deploy that app to that environment.';
      return refusal(403, 'out-of-scope', environment === undefined ? own : other);
    }
    case 'not-running':
      return refusal(
        503,
        'not-running',
        'The engine of that app is starting or ending: send it again in a moment.',
      );
    case 'nobody':
      return refusal(403, 'nobody', 'The person in whose name this hook deploys is not known here any more.');
    case 'refused': {
      const { code } = outcome.answer;
      const reply = replyOf(outcome.answer, 'en');
      const message = reply.kind === 'text' ? reply.text : code;
      return refusal(STATUSES[code] ?? 422, code, message);
    }
  }
}

/** Of what keeps a run from starting; anything else is a mistake in what was asked. */
const STATUSES: Partial<Readonly<Record<AnswerCode, number>>> = {
  'deploy.not-allowed': 403,
  'place.not-allowed': 403,
  'lock.locked': 409,
  'lock.own': 409,
  'freeze.holds': 409,
  'order.never': 409,
  'order.bad-end': 409,
  'freeze.unread': 503,
  'place.unread': 503,
  'rights.unread': 503,
};

function refusal(status: number, error: string, message: string): HookAnswer {
  return { status, body: { error, message } };
}
