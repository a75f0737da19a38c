/**
 * What a command writes on one of its streams. However much that is, only the newest is on the disk: at least `keepBytes` of it, at most twice that, in
 * `stdout` and, with what came before, `stdout.1`. What is not more than `keepBytes` is there as a whole, in the first.
 */
import { closeSync, openSync, renameSync, writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

export type StreamFile = {
  /** Never throws: what a full disk does not take is lost, and the command goes on. */
  write(chunk: Uint8Array): void;
  /** How much was written, kept or not. */
  bytes(): number;
};

export function createStreamFile(file: string, keepBytes: number): StreamFile {
  let handle = openSync(file, 'w', 0o600);
  let inFile = 0;
  let total = 0;

  function turn(): void {
    renameSync(file, olderOf(file));
    const next = openSync(file, 'w', 0o600);
    closeSync(handle);
    handle = next;
    inFile = 0;
  }

  return {
    write(chunk) {
      total += chunk.length;
      try {
        for (let from = 0; from < chunk.length; ) {
          if (inFile >= keepBytes) turn();
          const written = writeSync(handle, chunk, from, Math.min(chunk.length - from, keepBytes - inFile));
          from += written;
          inFile += written;
        }
      } catch {
        // Nobody is there to be told, and the command must not wait for it.
      }
    },
    bytes: () => total,
  };
}

function olderOf(file: string): string {
  return `${file}.1`;
}

export type StreamEnd = {
  /** The last bytes. */
  end: Buffer;
  /** There was more before them: they may begin in the middle of a line. */
  cut: boolean;
  /** Bytes that are there. */
  size: number;
};

/** The end of a stream, which may still be written; undefined when there is none. `bytes`: not more than is kept of it. */
export async function readStreamEnd(file: string, bytes: number): Promise<StreamEnd | undefined> {
  const newest = await openIfThere(file);
  // Opened after it: should the newest become the older in between, then it is full, and nothing before it is wanted.
  const older = await openIfThere(olderOf(file));
  try {
    if (newest === undefined && older === undefined) return undefined;
    const late = await sizeOf(newest);
    const early = await sizeOf(older);
    const end = [await lastOf(older, early, bytes - late), await lastOf(newest, late, bytes)];
    return { end: Buffer.concat(end), cut: older !== undefined || late > bytes, size: late + early };
  } finally {
    await newest?.close();
    await older?.close();
  }
}

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function sizeOf(handle: FileHandle | undefined): Promise<number> {
  return handle === undefined ? 0 : (await handle.stat()).size;
}

async function lastOf(handle: FileHandle | undefined, size: number, bytes: number): Promise<Buffer> {
  const length = Math.min(size, bytes);
  if (handle === undefined || length <= 0) return Buffer.alloc(0);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
  return buffer.subarray(0, bytesRead);
}
