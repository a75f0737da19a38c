/**
 * Keeps what the chats say of people and groups up to date: at the start and every five minutes. Where rights depend on it the ring waits a moment for the
 * first answer; without one groups are the people that the file names in them, nobody is known by an address, and accounts of the file count as they stand there.
 */
import type { Directory } from '../domain/directory.ts';
import type { RosterHolder, RosterState } from '../domain/roster.ts';
import type { Log } from '../log.ts';
import type { Roster } from '../platforms/platform.ts';
import { allOf, type Clock, createLoop, type Loop } from '../time.ts';
import { createFirstReading, type FirstReadingEnd } from './first-reading.ts';
import { createRosterMemory } from './roster-memory.ts';
import { askRoster, type Heard, type Linked, matters } from './roster-questions.ts';

/** Whoever leaves a group or the organisation may act for this long; more often costs calls that the chats count. */
const READ_EVERY_MS = 5 * 60_000;
/** After a reading that failed in part: a chat that stumbled has its groups back well before the last reading stops counting. */
const AGAIN_AFTER_FAILURE_MS = 60_000;

export type RosterLoopDeps = {
  directory: Directory;
  /** By platform. */
  rosters: ReadonlyMap<string, Roster>;
  /** The accounts of a platform that people have joined to themselves: they are barred like those of the file. */
  linkedOn: (platform: string) => Promise<readonly Linked[]>;
  /** Whose state `directory` goes by. */
  holder: RosterHolder;
  clock: Clock;
  log: Log;
};

export type RosterLoop = Loop & {
  /** When the chats that rights depend on have been asked once. */
  firstReading: Promise<FirstReadingEnd>;
  /** Somebody has joined an account to themselves, or parted one: it counts in groups from now on. */
  relink(): Promise<void>;
};

/** Each chat has a line of its own: one that is slow or away holds up no other. */
export function createRosterLoop(deps: RosterLoopDeps): RosterLoop {
  const { directory, rosters, linkedOn, holder, clock, log } = deps;
  const memory = createRosterMemory();
  const stopping = new AbortController();
  const first = createFirstReading(
    [...rosters.keys()].filter((platform) => matters(directory, platform)),
    clock,
  );
  let linking: Promise<unknown> = Promise.resolve();
  let cancelEnd = (): void => {};

  function publish(): void {
    const now = clock.now();
    const next = memory.state(now);
    logChanges(holder.now(), next, log);
    holder.replace(next);
    cancelEnd();
    const end = memory.nextEnd(now);
    if (end !== undefined && !stopping.signal.aborted) cancelEnd = clock.after(end - now, publish);
  }

  /** One after the other: an older answer of the database must not take the place of a newer one. */
  function readLinked(platform: string): Promise<readonly Linked[]> {
    const reading = linking.then(async () => {
      const linked = await linkedOn(platform);
      memory.link(platform, linked);
      return linked;
    });
    linking = reading.catch(() => {});
    return reading;
  }

  async function readOnce(platform: string, roster: Roster): Promise<number> {
    try {
      return await read(platform, roster);
    } finally {
      first.heard(platform);
    }
  }

  async function read(platform: string, roster: Roster): Promise<number> {
    let failed = false;
    let before: Heard['kind'] | undefined;
    const linked = await readLinked(platform);
    let askedAt = clock.now();
    const asking = { directory, platform, roster, linked, clock, signal: stopping.signal };
    for await (const heard of askRoster(asking)) {
      // Whoever is barred is so before a large group has been read.
      if (before !== undefined && before !== heard.kind) publish();
      before = heard.kind;
      memory.hear(platform, heard, askedAt);
      if ('failure' in heard.answer) {
        // What was refused will be refused in a minute, too.
        failed ||= heard.answer.failure.outcome !== 'rejected';
        logFailure(platform, heard, log);
      }
      askedAt = clock.now();
    }
    if (!stopping.signal.aborted) publish();
    return failed ? AGAIN_AFTER_FAILURE_MS : READ_EVERY_MS;
  }

  const lines = allOf(
    [...rosters].map(([platform, roster]) =>
      createLoop(
        clock,
        () => readOnce(platform, roster),
        (cause) => log.error({ platform, cause }, 'reading people and groups failed'),
      ),
    ),
  );
  return {
    ...lines,
    firstReading: first.ended,
    start() {
      first.start();
      lines.start();
    },
    async relink() {
      for (const platform of rosters.keys()) await readLinked(platform);
      publish();
    },
    async stop() {
      stopping.abort();
      first.stop();
      cancelEnd();
      await lines.stop();
    },
  };
}

function logFailure(platform: string, heard: Heard, log: Log): void {
  const { kind, answer } = heard;
  const cause = 'failure' in answer ? answer.failure : undefined;
  if (kind === 'group') log.warn({ platform, group: heard.group, cause }, 'a group could not be read');
  else log.warn({ platform, person: heard.person, kind, cause }, 'a person could not be looked up');
}

function logChanges(before: RosterState, after: RosterState, log: Log): void {
  for (const [key, members] of before.groups) {
    const now = after.groups.get(key);
    const [platform, group] = key.split('\n');
    if (now === undefined) log.warn({ platform, group }, 'a group cannot be read, and is nobody now');
    else if (now.length === 0 && members.length > 0)
      log.warn({ platform, group }, 'a group is nobody now: it is empty or gone');
    else if (now.length < members.length)
      log.info({ platform, group, before: members.length, members: now.length }, 'a group has fewer members');
  }
  for (const key of after.barred) {
    const [platform, account] = key.split('\n');
    if (!before.barred.has(key))
      log.warn({ platform, account }, 'a configured account is nobody: no member of its organisation');
  }
  for (const key of before.barred) {
    const [platform, account] = key.split('\n');
    if (!after.barred.has(key)) log.info({ platform, account }, 'a configured account is a member again');
  }
  for (const key of new Set([...before.matched.keys(), ...after.matched.keys()])) {
    const [platform, person] = key.split('\n');
    const account = after.matched.get(key);
    if (account === before.matched.get(key)) continue;
    if (account === undefined) log.warn({ platform, person }, 'nobody is known by this address any more');
    else log.info({ platform, person, account }, 'a person is known by their address');
  }
}
