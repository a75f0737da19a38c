/** Every state that a question can be in, each on a run and in a room of its own, on a real database. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Directory } from '../../../src/domain/directory.ts';
import type { Phase, RunSnapshot } from '../../../src/domain/run.ts';
import type { Ballot } from '../../../src/flows/ballot.ts';
import type { StartContext } from '../../../src/flows/context.ts';
import { decide } from '../../../src/flows/decide.ts';
import { observe } from '../../../src/flows/observe.ts';
import { wake } from '../../../src/flows/wake.ts';
import { silentLog } from '../../../src/log.ts';
import { approvalsOfRun } from '../../../src/store/approvals.ts';
import { appendAudit } from '../../../src/store/audit.ts';
import type { Database, Tx } from '../../../src/store/database.ts';
import { insertIdentity } from '../../../src/store/identities.ts';
import { insertLock, insertLockWait, lockOf } from '../../../src/store/locks.ts';
import { insertRevision } from '../../../src/store/revisions.ts';
import { insertRun } from '../../../src/store/runs.ts';
import { insertSchedule } from '../../../src/store/schedules.ts';
import { defineSchema } from '../../../src/store/schema.ts';
import { openSqlite } from '../../../src/store/sqlite/open.ts';
import { systemClock } from '../../../src/time.ts';
import { AUDIT_KEYS } from '../../fakes/audit-keys.ts';
import { newRun } from '../../store/new-run.ts';
import { CHAT, directoryOf, ESCALATES, EXPIRES, HOUR, KEPT, OPENED, OTHER_CHAT } from './cast.ts';

/** A title that nobody else's sentence can contain by chance. */
export const TITLE = 'floodgate';

export const STATES = [
  'no run',
  'nobody voted',
  'one of two voted',
  'own vote cast',
  'second level',
  'after escalation',
  'stored before its end',
  'past its end',
  'approved',
  'rejected',
  'expired',
  'withdrawn',
  'changed and asked again',
  'run failed',
  'held by hand',
] as const;
export type State = (typeof STATES)[number];

/** One state as people meet it. `old` is what the button on the card that they saw says. */
export type Scene = {
  state: State;
  run: number;
  room: string;
  card: string;
  old: { approval: number; attempt: string };
  /** The question that is open now, or the last one. */
  current: number;
  /** When something is done there, and handled: in milliseconds since the epoch. */
  at: number;
  now: number;
  /** The number that the next run would get. */
  next: number;
};

export type Stage = { db: Database; scenes: readonly Scene[]; close(): Promise<void> };

export const ENGINES = new Map([
  ['engine', { keys: true, cancel: true, retry: true, restart: true, suspend: true }],
]);
const ability = { find: true, mentions: true, threads: true, buttons: true };
const PLATFORMS = new Map([CHAT, OTHER_CHAT].map((id) => [id, ability]));

/** What a run of the workflow would ask. */
const STEP = { path: TITLE, title: TITLE, type: 'suspend', depth: 0, gate: { kind: 'asks' } } as const;

export function contextOf(tx: Tx, now: number, directory: Directory): StartContext {
  return {
    tx,
    now,
    directory,
    engines: ENGINES,
    platforms: PLATFORMS,
    audit: [],
    outline: () => ({ steps: [STEP] }),
  };
}

export async function openStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'greenlight-matrix-'));
  const db = openSqlite(defineSchema, { file: join(folder, 'test.db'), clock: systemClock, log: silentLog });
  await db.migrate();
  const account = { platform: OTHER_CHAT, id: 'U-lin' };
  await db.tx((tx) => insertIdentity(tx, account, 'lin', OPENED));
  await db.tx(async (tx) => {
    for (const tag of ['v1', 'v2']) await insertRevision(tx, released(tag));
    const where = { app: 'shop', environment: KEPT };
    const lock = { ...where, owner: 'nora', platform: CHAT, reason: 'a reason', since: OPENED };
    await insertLock(tx, lock);
    const held = (await lockOf(tx, where))?.id ?? 0;
    await insertLockWait(tx, { lock: held, person: 'nora', platform: CHAT, since: OPENED });
    const room = { platform: CHAT, id: 'room of nora' };
    const planned = { ...where, parameters: [], person: 'nora', room, at: EXPIRES + 100 * HOUR };
    await insertSchedule(tx, { ...planned, createdAt: OPENED });
  });
  const built: Omit<Scene, 'next'>[] = [];
  for (const state of STATES) built.push(await build(db, state));
  const scenes = built.map((scene) => ({ ...scene, next: STATES.length }));
  return {
    db,
    scenes,
    async close() {
      await db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** By a run that is not kept any more. */
function released(tag: string): Parameters<typeof insertRevision>[1] {
  const place = { app: 'shop', environment: 'prod', workflow: 'ship' };
  const content = { parameters: {}, images: [`shop:${tag}`], commits: [], rollbackTo: null };
  return {
    ...place,
    ...content,
    run: Number(tag.slice(1)) - 10,
    by: 'ida',
    byName: 'ida the person',
    at: OPENED,
  };
}

function timesOf(state: State): { at: number; now: number } {
  if (state === 'after escalation') return { at: ESCALATES + HOUR, now: ESCALATES + HOUR };
  if (state === 'stored before its end') return { at: EXPIRES - 1, now: EXPIRES + 500 };
  if (state === 'past its end') return { at: EXPIRES, now: EXPIRES };
  if (state === 'expired') return { at: EXPIRES + HOUR, now: EXPIRES + HOUR };
  return { at: OPENED + HOUR, now: OPENED + HOUR };
}

/** Who had voted before, in the order of their votes. */
const VOTES: Partial<Readonly<Record<State, readonly (readonly [string, 'approve' | 'reject'])[]>>> = {
  'one of two voted': [['zoe', 'approve']],
  'second level': [
    ['zoe', 'approve'],
    ['yan', 'approve'],
  ],
  approved: [
    ['zoe', 'approve'],
    ['yan', 'approve'],
    ['uma', 'approve'],
  ],
  rejected: [
    ['zoe', 'approve'],
    ['wes', 'reject'],
  ],
  expired: [['zoe', 'approve']],
  withdrawn: [['zoe', 'approve']],
  'changed and asked again': [['zoe', 'approve']],
  'run failed': [['zoe', 'approve']],
};

async function build(db: Database, state: State): Promise<Omit<Scene, 'next'>> {
  const room = `room of ${state}`;
  const card = `card of ${state}`;
  const times = timesOf(state);
  if (state === 'no run')
    return {
      state,
      run: 999_999,
      room,
      card,
      old: { approval: 999_999, attempt: 'a' },
      current: 0,
      ...times,
    };
  const directory = directoryOf('then');
  const unit = <T>(now: number, work: (context: StartContext) => Promise<T>): Promise<T> =>
    db.tx(async (tx) => {
      const context = contextOf(tx, now, directory);
      const result = await work(context);
      await appendAudit(tx, context.audit, AUDIT_KEYS, silentLog);
      return result;
    });
  const run = await db.tx(async (tx) => {
    const id = await insertRun(
      tx,
      newRun(`key of ${state}`, {
        app: 'shop',
        environment: 'prod',
        parameters: { tag: 'v1' },
        initiator: 'ida',
        initiatorName: 'ida the person',
        createdAt: OPENED,
      }),
    );
    for (const platform of [CHAT, OTHER_CHAT])
      await tx.insert(tx.schema.posts).values({
        run: id,
        platform,
        room,
        key: `post of ${state} on ${platform}`,
        ref: { room, message: card, at: OPENED },
        message: card,
        wanted: 1,
        shown: 1,
        createdAt: OPENED,
      });
    return id;
  });
  await unit(OPENED, (context) => observe(context, snapshotOf(state, 1, 'suspended')));
  const approvals = await approvalsOfRun(db.read, run);
  const asked = approvals[0];
  if (asked === undefined) throw new Error(`no question was put for “${state}”`);
  const vote = async (person: string, verdict: 'approve' | 'reject'): Promise<void> => {
    const who = directory.person(person);
    if (who === undefined) throw new Error(`nobody is ${person}`);
    const ballot: Ballot = {
      approval: asked.id,
      attempt: asked.gateAttempt,
      verdict,
      reason: 'a reason',
      fields: undefined,
      surface: 'button',
      platform: CHAT,
      inbox: 1,
      at: OPENED + 1000,
    };
    await unit(OPENED + 1000, (context) => decide(context, who, ballot));
  };
  for (const [person, verdict] of VOTES[state] ?? []) await vote(person, verdict);
  if (state === 'expired') await unit(EXPIRES + 5000, (context) => wake(context, asked.id));
  if (state === 'withdrawn')
    await unit(OPENED + 2000, (context) => observe(context, snapshotOf(state, 2, 'running')));
  if (state === 'changed and asked again')
    await unit(OPENED + 2000, (context) =>
      observe(context, { ...snapshotOf(state, 2, 'suspended'), images: ['shop:v2'] }),
    );
  if (state === 'run failed')
    await unit(OPENED + 2000, (context) => observe(context, snapshotOf(state, 2, 'failed')));
  const current = (await approvalsOfRun(db.read, run)).at(-1)?.id ?? 0;
  const old = { approval: asked.id, attempt: asked.gateAttempt };
  return { state, run, room, card, old, current, ...times };
}

function snapshotOf(state: State, order: number, phase: Phase): RunSnapshot {
  const gate = { path: TITLE, attempt: `attempt of ${state}`, title: TITLE };
  return {
    engine: 'engine',
    ref: `ref of ${state}`,
    key: `key of ${state}`,
    order,
    workflow: 'ship',
    app: 'shop',
    environment: 'prod',
    phase,
    images: ['shop:v1'],
    commits: [{ id: 'c0ffee', author: { ids: { [CHAT]: 'U-caro' } } }],
    links: [],
    steps: [],
    gates: phase === 'suspended' ? [gate] : [],
    ...(state === 'held by hand' ? { held: [{ by: 'olga' }] } : {}),
  };
}
