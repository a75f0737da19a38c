/**
 * The end of a file that a command writes, or wrote, fit to be shown. Guarantees: what is shown of a secret is nothing, also where the part that is read
 * begins or ends in the middle of it.
 */
import { readStreamEnd } from '../effects/stream-file.ts';
import { masked } from '../masked.ts';
import { cleanText } from './clean.ts';

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
  const read = await readStreamEnd(file, bytes);
  if (read === undefined) return undefined;
  const lines = masked(cleanText(read.end.toString('utf8')), values).split('\n');
  // It may be the rest of a line, and of a secret in it.
  if (read.cut) lines.shift();
  const last = lines.pop() ?? '';
  if (last !== '' && !runs && (lines.length > 0 || !read.cut)) lines.push(last);
  return { lines: lines.map(shortened), cut: read.cut };
}

function shortened(line: string): string {
  return line.length > LINE_LENGTH ? `${line.slice(0, LINE_LENGTH).replace(/[\ud800-\udbff]$/, '')}…` : line;
}
