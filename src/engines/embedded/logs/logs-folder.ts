/**
 * Where logs of commands are: while a command runs in the folder of its attempt, as it writes them; afterwards in `logs/<run>/`, cleaned, masked and cut, each stream in
 * a file of its own. Files are their owner's alone.
 */
import { mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { StepLog } from '../../../domain/step-log.ts';
import { STREAMS } from '../effects/attempt-folder.ts';
import type { EmbeddedOptions } from '../options.ts';
import { readEnd } from './read-log.ts';
import { secretValues } from './secret-values.ts';

/** The first line of a kept log of which the beginning is not kept. */
const CUT = '[…]';

/** Keeps what a command wrote, whose attempt has this folder (without the number of its preparation) and is over. */
export async function keepLogs(options: EmbeddedOptions, attempt: string): Promise<void> {
  const [, ref = '', rest = ''] = /^(\d+)-(.+)$/.exec(basename(attempt)) ?? [];
  if (ref === '') return;
  const folder = join(options.dataDir, 'logs', ref);
  const values = secretValues(options);
  for (const stream of STREAMS) {
    const files = await preparationsOf(options, `${ref}-${rest}`);
    const text = await readEnd(join(files.at(-1) ?? attempt, stream), values, false);
    if (text === undefined || text.lines.length === 0) continue;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, `${rest}.${stream}`);
    const lines = text.cut ? [CUT, ...text.lines] : text.lines;
    await writeFile(`${file}.part`, `${lines.join('\n')}\n`, { mode: 0o600 });
    await rename(`${file}.part`, file);
  }
}

type PartLog = Omit<StepLog, 'step' | 'part'> & { part: string };

/** What the commands of an attempt of a step wrote, by their part of it (`0`, `1` …), each as it is kept or as it is being written. */
export async function openLogs(
  options: EmbeddedOptions,
  ref: string,
): Promise<(attempt: string, bytes: number) => Promise<PartLog[]>> {
  const values = secretValues(options);
  const folder = join(options.dataDir, 'logs', ref);
  const attempts = await preparationsOf(options, ref);
  // Looked at last: what is kept is there before the attempt goes.
  const kept = await namesIn(folder);

  return async (attempt, bytes) => {
    const logs = new Map<string, PartLog>();
    for (const whole of attempts) {
      const [, part] = /^\d+-(.+)-\d+$/.exec(basename(whole)) ?? [];
      if (part === undefined || !part.startsWith(`${attempt}-`)) continue;
      const runs = !(await isThere(join(whole, 'exit.json')));
      for (const stream of STREAMS)
        add(
          logs,
          part.slice(attempt.length + 1),
          stream,
          await readEnd(join(whole, stream), values, runs, bytes),
        );
    }
    for (const name of kept) {
      const [, part, stream] = /^(.+)\.(stdout|stderr)$/.exec(name) ?? [];
      if (part === undefined || !part.startsWith(`${attempt}-`)) continue;
      const text = await readEnd(join(folder, name), values, false, bytes);
      const isCut = text?.lines[0] === CUT;
      const shown = isCut ? { lines: text?.lines.slice(1) ?? [], cut: true } : text;
      add(logs, part.slice(attempt.length + 1), stream === 'stderr' ? 'stderr' : 'stdout', shown);
    }
    return [...logs.entries()].sort(([a], [b]) => order(a) - order(b)).map(([, log]) => log);
  };
}

function add(
  logs: Map<string, PartLog>,
  part: string,
  stream: PartLog['stream'],
  text: Pick<PartLog, 'lines' | 'cut'> | undefined,
): void {
  if (text !== undefined && (text.lines.length > 0 || text.cut))
    logs.set(`${part}.${stream}`, { part, stream, ...text });
}

/** Components in their order, standard output before standard error. */
function order(name: string): number {
  const [part = '', stream] = name.split('.');
  return Number(part) * 2 + (stream === 'stderr' ? 1 : 0);
}

/** Folders of an attempt, the newest preparation last. */
async function preparationsOf({ dataDir }: EmbeddedOptions, prefix: string): Promise<string[]> {
  const attempts = join(dataDir, 'attempts');
  const names = (await namesIn(attempts)).filter((name) => name.startsWith(`${prefix}-`));
  const number = (name: string): number => Number(name.slice(name.lastIndexOf('-') + 1));
  return names.sort((a, b) => number(a) - number(b)).map((name) => join(attempts, name));
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function isThere(file: string): Promise<boolean> {
  return await stat(file).then(
    () => true,
    () => false,
  );
}
