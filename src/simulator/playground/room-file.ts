import { readFile, rename, writeFile } from 'node:fs/promises';
import type { SimClock } from '../common/clock.ts';
import type { SimLog } from '../common/log.ts';

/** Changes within this time are written together. */
const SETTLE_MS = 200;

/** The room of the last start, or undefined when there is none or the file cannot be read as one. */
export async function loadRoom<Saved>(
  path: string,
  isSaved: (value: unknown) => value is Saved,
): Promise<Saved | undefined> {
  try {
    const parsed: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isSaved(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** A simulated chat, as far as keeping it goes. */
type Kept = {
  save(): unknown;
  subscribe(listener: (change: { type: string }) => void): () => void;
};

type RoomFileOptions = { room: Kept; path: string; clock: SimClock; log: SimLog };

/**
 * Writes a room to a file after each change, so that a run that waits for an approval still has its card after
 * `npm start` was stopped and started again. `stop` writes what is left.
 */
export function keepRoom({ room, path, clock, log }: RoomFileOptions): { stop(): Promise<void> } {
  let cancel: (() => void) | undefined;
  let changed = false;
  let writing = Promise.resolve();

  function write(): Promise<void> {
    cancel = undefined;
    const text = JSON.stringify(room.save());
    writing = writing
      .then(() => writeFile(`${path}.new`, text, { mode: 0o600 }))
      .then(() => rename(`${path}.new`, path))
      .catch((err: unknown) => log.warn({ err, path }, 'a room of the playground could not be saved'));
    return writing;
  }

  const unsubscribe = room.subscribe((change) => {
    if (!/^(message|ephemeral)/.test(change.type)) return;
    changed = true;
    cancel ??= clock.after(SETTLE_MS, () => void write());
  });

  return {
    async stop() {
      unsubscribe();
      cancel?.();
      // Nothing was said: another playground may have written the file since.
      if (changed) await write();
    },
  };
}
