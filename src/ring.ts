/**
 * The ring without its ends: inbox, flows, engine calls and cards around one database, for whatever platforms and engines it is given.
 * The server, the tests and the benchmark run this same body.
 */
import type { Channel, StepChannels } from './channels/channel.ts';
import type { AuditKeys } from './domain/audit-key.ts';
import type { Directory } from './domain/directory.ts';
import type { EngineAbility } from './domain/engine-ability.ts';
import type { Inbound } from './domain/event.ts';
import type { Links } from './domain/link.ts';
import type { OutlineOf } from './domain/outline.ts';
import type { PlatformAbility } from './domain/platform-ability.ts';
import type { RosterHolder } from './domain/roster.ts';
import type { StepLog } from './domain/step-log.ts';
import type { Engine } from './engines/engine.ts';
import { inOrder } from './in-order.ts';
import { createAnswers } from './intake/answers.ts';
import { createInbox } from './intake/inbox.ts';
import { createObserver } from './intake/observer.ts';
import { createOutlines } from './intake/outlines.ts';
import { createQuestionClock } from './intake/question-clock.ts';
import { createRosterLoop } from './intake/roster.ts';
import { createScheduleClock } from './intake/schedule-clock.ts';
import type { Log } from './log.ts';
import { createCaller } from './outbox/caller.ts';
import { createDispatcher } from './outbox/dispatcher.ts';
import { createOrphans } from './outbox/orphans.ts';
import type { Platform, Roster } from './platforms/platform.ts';
import type { Database } from './store/database.ts';
import { freeCalls } from './store/engine-calls.ts';
import { linkedAccountsOn } from './store/identities.ts';
import { freeEvents } from './store/inbox.ts';
import { retryRefusedNotices } from './store/notices.ts';
import { retryRefusedPosts } from './store/posts.ts';
import type { RunRow } from './store/runs.ts';
import { wakeExecution } from './store/step-notices.ts';
import type { Clock } from './time.ts';

export type RingParts = {
  db: Database;
  clock: Clock;
  log: Log;
  directory: Directory;
  platforms: readonly Platform[];
  channels?: readonly Channel[];
  engines: readonly Engine[];
  /** For steps of workflows that notify by themselves, and what tells their engine that such a message has come to its end. */
  stepChannels?: StepChannels;
  wakeEngine?: (id: string) => void;
  /** Seals what is appended to the audit. */
  auditKeys: AuditKeys;
  /** By platform, and whose state `directory` goes by; absent: nothing is asked about people and groups. */
  people?: { rosters: ReadonlyMap<string, Roster>; holder: RosterHolder };
  /** Addresses of our pages; undefined when people cannot reach this server. */
  links?: Links | undefined;
};

/** What commands of a run wrote, as far as its engine keeps it here. */
export async function logsOf(
  engines: ReadonlyMap<string, Engine>,
  { engine, ref }: Pick<RunRow, 'engine' | 'ref'>,
  step?: string,
): Promise<readonly StepLog[]> {
  return ref === null ? [] : ((await engines.get(engine)?.logs?.(ref, step)) ?? []);
}

export type Ring = {
  inbound: Inbound;
  /** Resolves when engines run and platforms are being connected; what was owed before a crash goes on from here. */
  start(): Promise<void>;
  /** Something was written that is owed to an engine, a room or a person. */
  changed: () => void;
  /** What engines and chats can do: for flows beside the ring. */
  abilities: {
    engines: ReadonlyMap<string, EngineAbility>;
    platforms: ReadonlyMap<string, PlatformAbility>;
  };
  /** What runs would do. */
  outline: OutlineOf;
  /** Lets what is on its way end; what is owed stays owed and goes on after the next start. Final. */
  stop(): Promise<void>;
};

export function createRing(parts: RingParts): Ring {
  const { db, clock, log, directory, auditKeys, links } = parts;
  const platforms = new Map(parts.platforms.map((platform) => [platform.id, platform]));
  const channels = new Map((parts.channels ?? []).map((channel) => [channel.id, channel]));
  const engines = new Map(parts.engines.map((engine) => [engine.id, engine]));
  const outline = createOutlines(engines);
  const abilities = {
    engines: new Map(parts.engines.map((engine) => [engine.id, engine.can])),
    platforms: new Map(parts.platforms.map((platform) => [platform.id, platform.can])),
  };

  const dispatcher = createDispatcher({
    db,
    clock,
    log: log.child({ part: 'dispatcher' }),
    directory,
    platforms,
    channels,
    stepChannels: parts.stepChannels,
    links,
    async onClosed(tx, { subject }, now) {
      if (subject.kind === 'step') await wakeExecution(tx, subject.engine, subject.ref, now);
    },
    closed({ subject }) {
      if (subject.kind === 'step') parts.wakeEngine?.(subject.engine);
    },
  });
  const outlets = [...platforms.keys(), ...channels.keys()];
  const orphans = createOrphans({ db, clock, log: log.child({ part: 'orphans' }), outlets }, () =>
    dispatcher.wake(),
  );
  const caller = createCaller(
    { db, clock, log: log.child({ part: 'caller' }), directory, engines, outline, abilities, auditKeys },
    () => dispatcher.wake(),
  );
  function changed(): void {
    caller.wake();
    dispatcher.wake();
  }

  const observer = createObserver(
    { db, clock, log: log.child({ part: 'observer' }), directory, auditKeys, ...abilities },
    () => dispatcher.wake(),
  );
  const roster =
    parts.people &&
    createRosterLoop({
      directory,
      ...parts.people,
      linkedOn: (platform) => linkedAccountsOn(db.read, platform),
      clock,
      log: log.child({ part: 'roster' }),
    });
  /** Who belongs to a group decides what becomes of an event, a call, a question: nothing is judged before that is known, or late. */
  const known = roster?.firstReading ?? Promise.resolve('read' as const);
  const answers = createAnswers({
    db,
    clock,
    log: log.child({ part: 'answers' }),
    directory,
    platforms,
    channels,
  });
  const requestMs = Math.max(0, ...[...platforms.values()].map(({ limits }) => limits.requestMs));
  const inbox = createInbox(
    {
      db,
      clock,
      log: log.child({ part: 'inbox' }),
      directory,
      auditKeys,
      ...abilities,
      requestMs,
      outline,
      links,
      logsOf: (run, step) => logsOf(engines, run, step),
      mayHandle: async () => (await known) !== 'stopped',
      relink: async () => await roster?.relink(),
    },
    changed,
  );
  const questionClock = createQuestionClock(
    { db, clock, log: log.child({ part: 'question-clock' }), directory, auditKeys, ...abilities },
    changed,
  );
  const scheduleClock = createScheduleClock(
    { db, clock, log: log.child({ part: 'schedule-clock' }), directory, auditKeys, outline, ...abilities },
    changed,
  );
  let goingOn: Promise<unknown> = Promise.resolve();

  /** What is left from before the start, and what waits for its time. */
  async function goOn(): Promise<void> {
    const end = await known;
    if (end === 'stopped') return;
    if (end === 'late') log.warn({}, 'a chat has not said yet who belongs to its groups: it goes on without');
    inbox.start();
    caller.start();
    questionClock.start();
    scheduleClock.start();
    await Promise.all([...engines.values()].map((engine) => observer.catchUp(engine)));
  }

  return {
    inbound: inbox,
    abilities,
    outline,
    changed,
    async start() {
      // With SQLite there is one server, so whatever is leased was held by one that is gone. Messages on their way may still land: posts
      // and notices keep their leases until that is over.
      if (db.dialect === 'sqlite') {
        await db.tx(async (tx) => {
          await freeEvents(tx);
          await freeCalls(tx);
        });
      }
      await db.tx(async (tx) => {
        await retryRefusedPosts(tx);
        await retryRefusedNotices(tx);
      });
      observer.start();
      roster?.start();
      for (const engine of engines.values())
        await engine.start(async (snapshot) => {
          await known;
          await observer.observe(snapshot);
        });
      answers.start();
      dispatcher.start();
      orphans.start();
      goingOn = goOn();
      await Promise.all([...platforms.values()].map((platform) => platform.start(inbox)));
    },
    async stop() {
      await inOrder([
        async () => await roster?.stop(),
        () => caller.stop(),
        ...[...engines.values()].map((engine) => () => engine.stop()),
        () => orphans.stop(),
        () => dispatcher.stop(),
        () => answers.stop(),
        ...[...platforms.values()].map((platform) => () => platform.stop()),
        ...[...channels.values()].map((channel) => () => channel.stop()),
        async () => await parts.stepChannels?.stop(),
        () => questionClock.stop(),
        () => scheduleClock.stop(),
        () => inbox.stop(),
        () => observer.stop(),
        async () => void (await goingOn),
      ]);
    },
  };
}
