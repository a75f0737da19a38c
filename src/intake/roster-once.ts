import type { Directory } from '../domain/directory.ts';
import type { RosterHolder } from '../domain/roster.ts';
import type { Roster } from '../platforms/platform.ts';
import type { Clock } from '../time.ts';
import { createRosterMemory } from './roster-memory.ts';
import { askRoster } from './roster-questions.ts';

type Asking = {
  directory: Directory;
  /** By platform. */
  rosters: ReadonlyMap<string, Roster>;
  /** Whose state `directory` goes by; gets what was heard. */
  holder: RosterHolder;
  clock: Clock;
};

/** Asks every chat once, for somebody who waits for it. Resolves with the groups that could not be read: those are nobody. */
export async function readRosters({
  directory,
  rosters,
  holder,
  clock,
}: Asking): Promise<readonly { platform: string; group: string }[]> {
  const memory = createRosterMemory();
  const { signal } = new AbortController();
  const read = new Set<string>();
  for (const [platform, roster] of rosters) {
    for await (const heard of askRoster({ directory, platform, roster, clock, signal })) {
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
