/**
 * Where Zadig's webhooks arrive. Guarantees: nothing of a body is read before its token is right; what it tells is in the database before it is answered;
 * then the task itself is read, since a body may be late, doubled, or of one job. Only while a start of ours of the same workflow is not answered, so that the
 * task may be that very run, is the body kept in memory: after a crash the list of the workflow's tasks tells the same.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { RunSnapshot } from '../../domain/run.ts';
import type { Log } from '../../log.ts';
import { type Clock, sleep } from '../../time.ts';
import type { Observer } from '../engine.ts';
import { Envelope, WorkflowNotice } from './document/notice.ts';
import { Plan } from './document/plan.ts';
import { creatorOf, refOfNotice, snapshotOfNotice } from './form/notice-form.ts';
import type { Place } from './form/place.ts';
import { snapshotOfPlan } from './form/plan-form.ts';
import { isKey, refOf } from './form/ref.ts';
import type { Reader } from './observe/reader.ts';
import type { Tracker } from './observe/tracker.ts';
import type { Library } from './start/library.ts';

export const HOOK_PATH = '/hooks/zadig/';

type Request = { headers: Readonly<Record<string, string | undefined>>; body: Buffer };
type Answer = {
  status: number;
  body?: Readonly<Record<string, unknown>>;
  afterwards?: () => Promise<void>;
};

/** What runs while the engine is started. */
export type Life = { observer: Observer; tracker: Tracker };

/** Requests that come while the server starts wait for the engine so long. */
const START_MS = 5000;

export function createHook(
  { id, token, place }: { id: string; token: string; place: Place },
  deps: {
    reader: Reader;
    library: Library;
    clock: Clock;
    log: Log;
    life: () => Life | undefined;
    readPlan(id: string): Promise<RunSnapshot | undefined>;
  },
): { path: string; handle(request: Request): Promise<Answer> } {
  const { reader, library, clock, log } = deps;
  const wanted = digest(token);

  async function alive(): Promise<Life | undefined> {
    for (let waited = 0; deps.life() === undefined && waited < START_MS; waited += 50) await sleep(clock, 50);
    return deps.life();
  }

  async function hear(notice: WorkflowNotice): Promise<Answer> {
    // Tests and scans by themselves are no workflow, and there is no way to read them.
    if (notice.task_type !== '' && notice.task_type !== 'workflow') return ignored('not a workflow');
    if (!isKey(notice.project_name) || !isKey(notice.workflow_name))
      return refusal(400, 'bad-request', 'The project or the workflow of the body is no key.');
    const life = await alive();
    if (life === undefined) return refusal(503, 'starting', 'The engine is not running yet.');
    const ref = refOfNotice(notice);
    const creator = creatorOf(notice);
    if (creator !== undefined) reader.noteCreator(ref, creator);
    library.note(`${ref.project}/${ref.workflow}`);
    await life.observer(snapshotOfNotice(place, notice));
    // `created` comes before the task, and before a retry has begun: what is read may still be the end that was.
    life.tracker.wake(ref, notice.status === 'created');
    return { status: 200, body: { run: refOf(ref) } };
  }

  /** A plan is read once: each of its steps has a webhook. */
  async function hearPlan(plan: Plan): Promise<Answer> {
    const life = await alive();
    if (life === undefined) return refusal(503, 'starting', 'The engine is not running yet.');
    const heard = snapshotOfPlan(place, plan);
    await life.observer(heard);
    return { status: 200, body: { run: heard.ref }, afterwards: async () => await tellPlan(plan.id, life) };
  }

  async function tellPlan(plan: string, { observer }: Life): Promise<void> {
    const read = await deps.readPlan(plan);
    if (read !== undefined) await observer(read);
  }

  return {
    path: `${HOOK_PATH}${id}`,
    async handle({ headers, body }) {
      const told = headers['x-zadig-token'] ?? '';
      // The header comes empty where Zadig has no token. Digests have one length, whatever came.
      if (told === '' || !timingSafeEqual(digest(told), wanted)) {
        log.warn({ hook: id }, 'a request to the hook of Zadig did not carry its token');
        return refusal(401, 'unauthorized', 'X-Zadig-Token is not the token of this hook.');
      }
      const envelope = Envelope.safeParse(jsonOf(body));
      if (!envelope.success) return refusal(400, 'bad-request', 'The body is no webhook of Zadig.');
      const { object_kind: kind, workflow } = envelope.data;
      if (kind === 'release_plan') {
        const plan = Plan.safeParse(envelope.data.release_plan);
        return plan.success ? await hearPlan(plan.data) : ignored('a release plan without its id');
      }
      if (kind !== 'workflow') return ignored(`object_kind ${kind.slice(0, 50)}`);
      const notice = WorkflowNotice.safeParse(workflow);
      if (!notice.success) {
        const problems = notice.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
        log.warn({ hook: id, problems }, 'a webhook of Zadig could not be read');
        return { ...refusal(400, 'bad-request', 'The workflow of the body cannot be read.') };
      }
      return await hear(notice.data);
    },
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function refusal(status: number, error: string, message: string): Answer {
  return { status, body: { error, message } };
}

/** Zadig takes any answer below 400 for a success. */
function ignored(what: string): Answer {
  return { status: 200, body: { ignored: what } };
}
