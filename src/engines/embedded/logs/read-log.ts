/**
 * The end of a file that a command writes, or wrote, fit to be shown. Guarantees: what is shown of a secret is nothing, also where the part that is read
 * begins or ends in the middle of it.
 */
import { open } from 'node:fs/promises';
import { cleanText } from './clean.ts';
import { masked } from './secret-values.ts';

/** So much of each stream of a command is kept, and read while it runs. */
export const LOG_BYTES = 1_000_000;

/** A longer line is cut when it is shown. */
const LINE_LENGTH = 4000;

type Text = { lines: readonly string[]; cut: boolean };

/** Undefined when there is no such file. `runs`: the last line may not be written to its end, and is left out. */
export async function readEnd(
  file: string,
  values: readonly string[],
  runs: boolean,
  bytes = LOG_BYTES,
): Promise<Text | undefined> {
  const read = await endOf(file, bytes);
  if (read === undefined) return undefined;
  const lines = masked(cleanText(read.text), values).split('\n');
  // It may be the rest of a line, and of a secret in it.
  if (read.cut) lines.shift();
  const last = lines.pop() ?? '';
  if (last !== '' && !runs && (lines.length > 0 || !read.cut)) lines.push(last);
  return { lines: lines.map(shortened), cut: read.cut };
}

function shortened(line: string): string {
  return line.length > LINE_LENGTH ? `${line.slice(0, LINE_LENGTH).replace(/[\ud800-\udbff]$/, '')}…` : line;
}

async function endOf(file: string, bytes: number): Promise<{ text: string; cut: boolean } | undefined> {
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, bytes);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return { text: buffer.subarray(0, bytesRead).toString('utf8'), cut: size > bytes };
  } finally {
    await handle.close();
  }
}
