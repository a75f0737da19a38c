/** Questions on a real database, and deeds that reach one at the same moment. Times are the arena's own: nobody waits for a clock. */
import { createDirectory } from '../../../src/domain/directory.ts';
import type { CallPayload } from '../../../src/domain/engine-call.ts';
import { NOBODY, type Policy } from '../../../src/domain/policy.ts';
import type { RunSnapshot } from '../../../src/domain/run.ts';
import type { Engine } from '../../../src/engines/engine.ts';
import type { FlowContext } from '../../../src/flows/context.ts';
import { decide, revoke } from '../../../src/flows/decide.ts';
import { observe } from '../../../src/flows/observe.ts';
import { wake } from '../../../src/flows/wake.ts';
import { silentLog } from '../../../src/log.ts';
import { createCaller } from '../../../src/outbox/caller.ts';
import { type ApprovalRow, approvalsOfRun } from '../../../src/store/approvals.ts';
import { type AuditAction, appendAudit } from '../../../src/store/audit.ts';
import type { Database } from '../../../src/store/database.ts';
import { decisionsOf } from '../../../src/store/decisions.ts';
import { eq } from '../../../src/store/drizzle.ts';
import { insertRun } from '../../../src/store/runs.ts';
import { type Loop, systemClock } from '../../../src/time.ts';
import { AUDIT_KEYS } from '../../fakes/audit-keys.ts';
import { newRun } from '../../store/new-run.ts';

const OPENED = Date.UTC(2026, 5, 1);
const END = OPENED + 3_600_000;
/** By then nothing older can be on its way any more. */
const LATE = END + 10_000;
const ENGINE = 'engine';
const CHAT = 'chat';

/** Two of three, an hour, and one who may break the glass. */
const POLICY: Policy = {
  ...NOBODY,
  id: 'two-of-three',
  levels: [[{ count: 2, of: ['ben', 'chen', 'dan'] }]],
  expiresMs: END - OPENED,
  breakGlass: ['max'],
};

const directory = createDirectory({
  language: 'en',
  platforms: [{ id: CHAT, kind: 'memory', language: 'en' }],
  people: ['ida', 'ben', 'chen', 'dan', 'max'].map((id) => ({ id, name: id, language: 'en', accounts: {} })),
  apps: [],
  policies: [{ policy: POLICY }],
});
const engines = new Map([[ENGINE, { keys: true, cancel: true, retry: true }]]);
const platforms = new Map([[CHAT, { find: true, mentions: true, threads: true, buttons: true }]]);

/** What one deed came to: the code of its answer, or the word of the clock or the observer. */
export type Told = string;
/** Done through one of the servers that share the database. */
export type Racer = (server: Database) => Promise<Told>;

export type Outcome = {
  states: readonly string[];
  votes: readonly string[];
  /** Entries of the audit that end a question. */
  settling: readonly string[];
  /** What is owed to the engine for the run. */
  calls: readonly string[];
};

const SETTLING: readonly AuditAction[] = [
  'approval.approved',
  'approval.rejected',
  'approval.expired',
  'approval.break-glass',
  'approval.withdrawn',
];

export type Asked = {
  vote(person: string, verdict?: 'approve' | 'reject', at?: number): Racer;
  breakGlass(person: string): Racer;
  revoke(person: string): Racer;
  /** The clock comes to the question after its end. */
  expire(): Racer;
  /** The engine tells that the run deploys something else now. */
  change(): Racer;
  outcome(): Promise<Outcome>;
};

let rounds = 0;

/** Puts a question, on a run with a card, to be reached by deeds of several servers. */
export async function ask(db: Database): Promise<Asked> {
  rounds += 1;
  const name = `run ${rounds}`;
  const run = await db.tx(async (tx) => {
    const id = await insertRun(
      tx,
      newRun(name, { engine: ENGINE, initiator: 'ida', initiatorName: 'ida', createdAt: OPENED }),
    );
    const post = { run: id, platform: CHAT, room: name, key: name, wanted: 1, createdAt: OPENED };
    await tx.insert(tx.schema.posts).values(post);
    return id;
  });
  const snapshot = (order: number, image: string): RunSnapshot => ({
    engine: ENGINE,
    ref: name,
    key: name,
    order,
    workflow: 'ship',
    phase: 'suspended',
    images: [image],
    links: [],
    steps: [],
    gates: [{ path: 'go', attempt: name, title: 'go' }],
  });
  await unit(db, OPENED, (context) => observe(context, snapshot(1, 'v1')));
  const approval = (await approvalsOfRun(db.read, run))[0];
  if (approval === undefined) throw new Error('no question was put');
  return { ...deedsOn(approval, name), change, outcome };

  function change(): Racer {
    return (server) => unit(server, OPENED + 1000, (context) => observe(context, snapshot(2, 'v2')));
  }

  async function outcome(): Promise<Outcome> {
    const { audit, engineCalls } = db.schema;
    const approvals = await approvalsOfRun(db.read, run);
    const votes = await Promise.all(approvals.map(({ id }) => decisionsOf(db.read, id)));
    const entries = await db.read.select().from(audit).where(eq(audit.run, run));
    const calls = await db.read.select().from(engineCalls).where(eq(engineCalls.run, run));
    return {
      states: approvals.map(({ state }) => state),
      votes: votes.flat().map(({ person, verdict }) => `${person} ${verdict}`),
      settling: entries
        .map(({ action }) => action)
        .filter((action) => SETTLING.some((one) => one === action)),
      calls: calls.map(({ payload }) => `${payload.kind} ${verdictIn(payload)}`),
    };
  }
}

function deedsOn({ id, gateAttempt: attempt }: ApprovalRow, name: string) {
  const surface = { surface: 'button', platform: CHAT, inbox: 1 } as const;
  const told = async (
    server: Database,
    now: number,
    work: (context: FlowContext) => ReturnType<typeof decide>,
  ) =>
    await unit(server, now, async (context) => {
      const answer = await work(context);
      return answer.kind === 'say' ? answer.code : answer.kind;
    });
  const person = (who: string) => {
    const found = directory.person(who);
    if (found === undefined) throw new Error(`nobody is ${who} in ${name}`);
    return found;
  };
  const ballot = { approval: id, attempt, reason: 'a reason', fields: undefined, ...surface };
  return {
    vote(who: string, verdict: 'approve' | 'reject' = 'approve', at = OPENED + 1000): Racer {
      const now = at < END - 1 ? at : LATE;
      return (server) =>
        told(server, now, (context) => decide(context, person(who), { ...ballot, verdict, at }));
    },
    breakGlass(who: string): Racer {
      const at = OPENED + 1000;
      const alone = { ...ballot, verdict: 'approve', breakGlass: true, at } as const;
      return (server) => told(server, at, (context) => decide(context, person(who), alone));
    },
    revoke(who: string): Racer {
      const at = OPENED + 1000;
      return (server) =>
        told(server, at, (context) => revoke(context, person(who), { approval: id, at, ...surface }));
    },
    expire(): Racer {
      return (server) => unit(server, LATE, (context) => wake(context, id));
    },
  };
}

/** The last moment at which a vote counts. */
export const LAST_MOMENT = END - 1;

async function unit<T>(db: Database, now: number, work: (context: FlowContext) => Promise<T>): Promise<T> {
  return await db.tx(async (tx) => {
    const context: FlowContext = { tx, now, directory, engines, platforms, audit: [] };
    const result = await work(context);
    await appendAudit(tx, context.audit, AUDIT_KEYS, silentLog);
    return result;
  });
}

/** An engine that takes every verdict, and tells each one that reaches it. */
export function countingEngine(tell: (key: string) => void): Engine {
  const accept = async (key: string) => {
    tell(key);
    return { kind: 'accepted' } as const;
  };
  return {
    id: ENGINE,
    kind: 'counting',
    can: { keys: true, cancel: true, retry: true },
    run: async () => ({ ref: 'another' }),
    decide: async (_ref, _gate, _verdict, _by, key) => await accept(key),
    act: async (_ref, _verb, _by, key) => await accept(key),
    look: async () => undefined,
    find: async () => undefined,
    offers: async () => [],
    start: async () => {},
    stop: async () => {},
    check: async () => [],
  };
}

export function callerFor(db: Database, engine: Engine): Loop {
  const parts = { db, clock: systemClock, log: silentLog, directory, auditKeys: AUDIT_KEYS };
  const abilities = { engines, platforms };
  return createCaller(
    { ...parts, engines: new Map([[ENGINE, engine]]), outline: () => undefined, abilities },
    () => {},
  );
}

function verdictIn(payload: CallPayload): string {
  if (payload.kind === 'decide') return payload.verdict;
  return payload.kind === 'act' ? payload.verb : '';
}
