import { readFile, rename, writeFile } from 'node:fs/promises';
import type { SimClock, SimLog } from '../slack/options.ts';
import { isSavedRoom, type SavedRoom } from '../slack/saved-room.ts';
import type { SlackSimulator } from '../slack/simulator.ts';

/** Changes within this time are written together. */
const SETTLE_MS = 200;

/** The room of the last start, or undefined when there is none or the file cannot be read as one. */
export async function loadRoom(path: string): Promise<SavedRoom | undefined> {
  try {
    const parsed: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isSavedRoom(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

type RoomFileOptions = { slack: SlackSimulator; path: string; clock: SimClock; log: SimLog };

/**
 * Writes the room to a file after each change, so that a run that waits for an approval still has its card after
 * `npm start` was stopped and started again. `stop` writes what is left.
 */
export function keepRoom({ slack, path, clock, log }: RoomFileOptions): { stop(): Promise<void> } {
  let cancel: (() => void) | undefined;
  let writing = Promise.resolve();

  function write(): Promise<void> {
    cancel = undefined;
    const text = JSON.stringify(slack.save());
    writing = writing
      .then(() => writeFile(`${path}.new`, text, { mode: 0o600 }))
      .then(() => rename(`${path}.new`, path))
      .catch((err: unknown) => log.warn({ err, path }, 'the room of the playground could not be saved'));
    return writing;
  }

  const unsubscribe = slack.subscribe((change) => {
    if (!/^(message|ephemeral)/.test(change.type)) return;
    cancel ??= clock.after(SETTLE_MS, () => void write());
  });

  return {
    async stop() {
      unsubscribe();
      cancel?.();
      await write();
    },
  };
}
