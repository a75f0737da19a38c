/** How it stands with an attempt, seen from its folder alone. */
import { watch } from 'node:fs';
import type { Clock } from '../../../time.ts';
import { sleep } from '../../../time.ts';
import { claimAttempt, type Exit, readClaim, readExit, STREAMS } from './attempt-folder.ts';
import { groupLives, type ProcessIdentity } from './process-identity.ts';

export type Standing =
  | { kind: 'ended'; exit: Exit }
  | { kind: 'runs'; leader: ProcessIdentity }
  /** Its processes are gone and nobody wrote down how it ended. */
  | { kind: 'cut-off' }
  /** Nothing was ever started, and after this nothing will be. */
  | { kind: 'void' };

/** Undefined while nobody has claimed the attempt. */
export async function standingOf(folder: string): Promise<Standing | undefined> {
  const claim = await readClaim(folder);
  if (claim === undefined) return undefined;
  if (claim === 'void') return { kind: 'void' };
  // Asked before the exit is read: a wrapper that ends in between has written its exit by then.
  const lives = await groupLives(claim);
  const exit = await readExit(folder);
  if (exit !== undefined) return { kind: 'ended', exit };
  return lives ? { kind: 'runs', leader: claim } : { kind: 'cut-off' };
}

/** Makes sure that an attempt which nobody has claimed is never started. */
export async function giveUp(folder: string): Promise<Standing> {
  await claimAttempt(folder, 'void');
  const standing = await standingOf(folder);
  if (standing === undefined) throw new Error(`the attempt in ${folder} lost its claim`);
  return standing;
}

/** A missed file event costs at most this long. */
const LOOK_EVERY_MS = 1000;

/** Resolves after something in the folder changed, a moment passed, or `signal` aborted. */
export async function change(folder: string, clock: Clock, signal: AbortSignal): Promise<void> {
  const done = new AbortController();
  const stop = (): void => done.abort();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const watcher = tryWatch(folder, stop);
  try {
    await sleep(clock, LOOK_EVERY_MS, done.signal);
  } finally {
    watcher?.close();
    signal.removeEventListener('abort', stop);
  }
}

/** A machine out of file watches, or a folder that was taken away, leaves the slow look. */
function tryWatch(folder: string, onChange: () => void): { close(): void } | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, (_, name) => {
      // What a command says changes nothing of how it stands with it, however much that is.
      if (name === null || !STREAMS.some((stream) => name.startsWith(stream))) onChange();
    });
    watcher.on('error', onChange);
    return watcher;
  } catch {
    return undefined;
  }
}
