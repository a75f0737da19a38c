import type { Directory } from '../domain/directory.ts';
import type { RosterHolder } from '../domain/roster.ts';
import type { Roster } from '../platforms/platform.ts';
import type { Clock } from '../time.ts';
import { createRosterMemory } from './roster-memory.ts';
import { askRoster, type Linked } from './roster-questions.ts';

type Asking = {
  directory: Directory;
  /** By platform. */
  rosters: ReadonlyMap<string, Roster>;
  /** Whose state `directory` goes by; gets what was heard. */
  holder: RosterHolder;
  /** The accounts of a platform that people have joined to themselves. */
  linkedOn: (platform: string) => Promise<readonly Linked[]>;
  clock: Clock;
};

/** Asks every chat once, for somebody who waits for it. Resolves with the groups that could not be read: those are nobody. */
export async function readRosters({
  directory,
  rosters,
  holder,
  linkedOn,
  clock,
}: Asking): Promise<readonly { platform: string; group: string }[]> {
  const memory = createRosterMemory();
  const { signal } = new AbortController();
  const read = new Set<string>();
  for (const [platform, roster] of rosters) {
    const linked = await linkedOn(platform);
    memory.link(platform, linked);
    for await (const heard of askRoster({ directory, platform, roster, linked, clock, signal })) {
      memory.hear(platform, heard, clock.now());
      if (heard.kind === 'group' && 'value' in heard.answer && heard.answer.value !== undefined)
        read.add(`${platform}\n${heard.group}`);
    }
  }
  holder.replace(memory.state(clock.now()));
  const sources = new Map(
    directory.groups.flatMap((group) => group.sources.map((one) => [`${one.platform}\n${one.group}`, one])),
  );
  return [...sources].filter(([key]) => !read.has(key)).map(([, source]) => source);
}
