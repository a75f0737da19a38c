import { parseJson } from '../../../src/simulator/common/json.ts';
import { type Clock, systemClock } from '../../../src/time.ts';
import { callsOf } from './api.ts';
import { type Book, type ByHand, createBook, type Licence } from './book.ts';
import { createFaults, type Faults, type Seen } from './faults.ts';
import { createHooks, type Hooks } from './hooks.ts';
import { type Exchange, type Outcome, openDoor } from './http-door.ts';
import { createManual } from './manual.ts';
import { createNotifier, type SystemHook } from './notifier.ts';
import { type Account, createPeople, type People } from './people.ts';
import { Refusal, unauthenticated } from './refusal.ts';
import { createPlans, type Plan, type Plans, planBody } from './release-plans.ts';
import { createRouter } from './router.ts';
import { createRunner } from './runner.ts';
import type { WorkflowScript } from './script.ts';
import { type JobTask, jobsOf, type Task } from './task.ts';
import { profileOf, type ZadigVersion } from './version.ts';
import type { Status } from './words.ts';

export type ZadigOptions = {
  /** 5.0 where absent. */
  version?: ZadigVersion;
  clock?: Clock;
  /** `enterprise` where absent; without one there are no approvals. */
  licence?: Licence;
  /** What webhooks and links name as Zadig's address. */
  address?: string;
  /** How long a decision is written down before the task goes on with it; Zadig looks once a second. 0 where absent. */
  noticeMs?: number;
  workflows?: readonly WorkflowScript[];
  /** The number of a workflow's next task, where it is not its first one. */
  numbers?: Readonly<Record<string, number>>;
  accounts?: readonly Account[];
  /** What projects are called where that is not their key. */
  projects?: Readonly<Record<string, string>>;
};

/** A Zadig on 127.0.0.1, in memory: its OpenAPI, the calls of its own pages that others need, and its webhooks. */
export type Zadig = AsyncDisposable & {
  /** Where it answers. */
  url: string;
  version: ZadigVersion;
  people: People;
  /** A token that is right; of `admin` where nobody is named. */
  token(uid?: string): string;
  /** Adds a workflow, or defines it anew: tasks keep what they were created with. */
  define(workflow: WorkflowScript): void;
  /** As somebody does on Zadig's own page: all jobs run but those that are left out. Resolves with the task's number. */
  start(workflow: string, how?: ByHand & { by?: string }): Promise<number>;
  tasks: Tasks;
  queue: Book['queue'];
  hooks: Hooks;
  systemHook(hook: SystemHook): void;
  plans: Plans;
  /** Posts what Zadig posts of a release plan: `finish_planning`, `start_execute`, `all_job_done`. Since 4.0. */
  tellOfPlan(target: { address: string; token: string }, event: string, plan: Plan): Promise<void>;
  licence: Licence;
  faults: Faults;
  /** Every request in the order in which it came. */
  readonly seen: readonly Seen[];
  /** How many requests of this call came, `run` for one; of all where it is not named. */
  count(call?: string): number;
  /** Nobody answers any more; `open` again on the same address, with all that was. */
  close(): Promise<void>;
  open(): Promise<void>;
};

export type Tasks = {
  get(workflow: string, id: number): Task;
  of(workflow: string): readonly Task[];
  job(workflow: string, id: number, job: string): JobTask;
  /** Lets the job that holds come to its end; the first one that does where it is not named. */
  release(workflow: string, id: number, job?: string, status?: Status, error?: string): void;
  /** What was decided about an approval in another system: Feishu, DingTalk, WeCom. */
  decideOutside(workflow: string, id: number, job: string, how: 'passed' | 'reject' | 'cancelled'): void;
};

/** Whoever may everything. */
export const ADMIN: Account = {
  uid: '89358827-5137-11ee-b0c5-56d5fd1dd39e',
  name: 'admin',
  account: 'admin',
  email: 'admin@example.com',
  phone: '13400960000',
  admin: true,
};

export async function startZadig(options: ZadigOptions = {}): Promise<Zadig> {
  const { version = '5.0', clock = systemClock, address = 'https://zadig.example', noticeMs = 0 } = options;
  const profile = profileOf(version);
  const people = createPeople(clock, profile);
  for (const account of [ADMIN, ...(options.accounts ?? [])]) people.put(account);
  const hooks = createHooks(clock, address, version);
  const projectName = (key: string): string => options.projects?.[key] ?? key;
  const notifier = createNotifier(
    hooks,
    { address, projectName },
    profile,
    ({ workflow, id }) => book.task(workflow.key, id - 1)?.status,
    (workflow) => book.workflows.get(workflow)?.notify ?? [],
  );
  const runner = createRunner(clock, notifier);
  let licence: Licence = options.licence ?? 'enterprise';
  const book: Book = createBook({
    clock,
    profile,
    people,
    notifier,
    runner,
    licence: () => licence,
    noticeMs,
    numbers: options.numbers ?? {},
  });
  for (const workflow of options.workflows ?? []) book.workflows.set(workflow.key, workflow);
  const plans = createPlans();
  const manual = createManual(book, people, runner);
  const route = createRouter(
    callsOf({ clock, profile, people, book, manual, plans, notifier, licence: () => licence, projectName }),
  );
  const faults = createFaults(clock);
  const seen: Seen[] = [];

  async function serve({ method, url, authorization, body }: Exchange): Promise<Outcome> {
    const by = people.authenticate(authorization, url.searchParams.get('token'));
    const found = route(method, url.pathname);
    const { pathname: path, searchParams: query } = url;
    const call = found?.call.call ?? 'unknown';
    const one: Seen = { call, method, path, query, body: parseJson(body), uid: by?.uid };
    seen.push(one);
    const before = await faults.at(one, 'before');
    if (before !== undefined) return before;
    const answer = await answerTo(async () => {
      if (by === undefined) throw unauthenticated();
      if (found === undefined) throw new Refusal(path, { code: 404, text: '404 page not found' });
      return await found.call.serve({ by, params: found.params, query, body });
    });
    return (await faults.at(one, 'after')) ?? answer;
  }

  function get(workflow: string, id: number): Task {
    const task = book.task(workflow, id);
    if (task === undefined) throw new Error(`there is no task ${workflow}#${id}`);
    return task;
  }

  function job(workflow: string, id: number, name: string): JobTask {
    const found = jobsOf(get(workflow, id)).find((one) => one.originName === name || one.name === name);
    if (found === undefined) throw new Error(`task ${workflow}#${id} has no job ${name}`);
    return found;
  }

  let door = await openDoor(serve);
  const { url } = door;
  return {
    url,
    version,
    people,
    token: (uid = ADMIN.uid) => people.tokenOf(uid),
    define: (workflow) => void book.workflows.set(workflow.key, workflow),
    async start(workflow, { by = ADMIN.uid, ...how } = {}) {
      const account = people.find(by);
      if (account === undefined) throw new Error(`nobody has the uid ${by}`);
      return (await book.start(account, workflow, how)).id;
    },
    tasks: {
      get,
      of: book.tasksOf,
      job,
      release(workflow, id, name, status = 'passed', error) {
        const task = get(workflow, id);
        const held = name === undefined ? jobsOf(task).find(isHeld) : job(workflow, id, name);
        if (held === undefined || !isHeld(held)) throw new Error(`nothing holds in ${workflow}#${id}`);
        runner.settle(task, held, status, error);
      },
      decideOutside(workflow, id, name, how) {
        const waiting = job(workflow, id, name);
        if (waiting.status !== 'wait_for_approval') throw new Error(`${name} does not wait`);
        const error = how === 'reject' ? 'Approval has been rejected' : '';
        runner.settle(get(workflow, id), waiting, how, error);
      },
    },
    queue: book.queue,
    hooks,
    systemHook(hook) {
      notifier.systemHook = hook;
    },
    plans,
    tellOfPlan: ({ address: url, token }, event, plan) =>
      hooks.post({ url, token }, event, {
        object_kind: 'release_plan',
        event,
        workflow: null,
        release_plan: planBody(plan, event),
      }),
    get licence() {
      return licence;
    },
    set licence(given) {
      licence = given;
    },
    faults,
    seen,
    count: (call) => seen.filter((one) => call === undefined || one.call === call).length,
    close: () => door.close(),
    async open() {
      door = await openDoor(serve, Number(new URL(url).port));
    },
    async [Symbol.asyncDispose]() {
      hooks.close();
      await door.close();
      await hooks.settled();
    },
  };
}

function isHeld({ status, script }: JobTask): boolean {
  return script.does?.kind === 'holds' && status === (script.does.as ?? 'running');
}

async function answerTo(work: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { kind: 'answer', answer: { code: 200, json: (await work()) ?? { message: 'success' } } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { kind: 'answer', answer: error.answer };
  }
}
