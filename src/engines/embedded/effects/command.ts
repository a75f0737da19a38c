/**
 * Runs a command of a target exactly once per attempt, through any number of restarts of this server.
 * A restarted server finds the attempt's folder and takes over what is in it: an end, a running process, or nothing.
 */
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { getCompileCacheDir } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Json } from '../../../domain/run.ts';
import type { Clock } from '../../../time.ts';
import { type Told, tell } from '../../common/told.ts';
import { LOG_BYTES } from '../logs/read-log.ts';
import { formsOf, masked } from '../masked.ts';
import { errorLine } from '../message.ts';
import type { CommandTarget } from '../options.ts';
import { MAX_LEVELS, readJson } from '../read-json.ts';
import { attemptExists, type Exit, writeAttempt } from './attempt-folder.ts';
import { BORROWED_CACHE } from './borrowed-cache.ts';
import type { AbortReason, EffectResult } from './effect.ts';
import { change, giveUp, type Standing, standingOf } from './follow.ts';
import { groupLives, type ProcessIdentity, signalGroup } from './process-identity.ts';
import { readStreamEnd } from './stream-file.ts';

export type CommandRun = {
  command: CommandTarget;
  /** Folder for this attempt; a number is added for each time that it had to be prepared anew. */
  folder: string;
  /** What the command gets on standard input. */
  input: Json;
  outputBytes: number;
  /** Standard output is wanted as text too. */
  wantsText?: boolean;
  clock: Clock;
  /** Its reason is an `AbortReason`. */
  signal: AbortSignal;
};

const WRAPPER = fileURLToPath(import.meta.resolve('./wrapper.ts'));

/** Preparations of one attempt: each but the last was given up before anything ran. */
const MAX_PREPARATIONS = 100;

/** A wrapper that was started right before a crash claims its attempt within this, on a busy machine too; then it is given up. */
const CLAIM_MS = 3000;

/** A command that was asked to end gets this long before it is killed. */
const KILL_AFTER_MS = 10_000;

export async function runCommand(run: CommandRun): Promise<EffectResult> {
  for (let i = 1; i <= MAX_PREPARATIONS; i += 1) {
    const folder = `${run.folder}-${i}`;
    const isNew = !(await attemptExists(folder));
    const standing = isNew ? await begin(run, folder) : await takeOver(run, folder);
    if (standing === 'left' || reasonOf(run.signal) === 'leave') return { kind: 'left' };
    if (standing.kind !== 'void') return await resultOf(run, folder, standing);
    if (run.signal.aborted) return { kind: 'aborted' };
    if (isNew) break;
  }
  return { kind: 'failed', ...tell('not-started') };
}

/** Removes what a command left, once its result is written down elsewhere. */
export async function removeAttempt(folder: string): Promise<void> {
  for (let i = 1; i <= MAX_PREPARATIONS; i += 1) {
    if (!(await attemptExists(`${folder}-${i}`))) return;
    await rm(`${folder}-${i}`, { recursive: true, force: true });
  }
}

type Settled = Exclude<Standing, { kind: 'runs' }>;

/** A server died over this attempt. Its wrapper may just be starting, which takes a moment on a busy machine. */
async function takeOver(run: CommandRun, folder: string): Promise<Settled | 'left'> {
  const until = run.clock.now() + CLAIM_MS;
  while ((await standingOf(folder)) === undefined && run.clock.now() < until && !run.signal.aborted)
    await change(folder, run.clock, run.signal);
  return await adopt(run, folder);
}

/** Nobody has claimed the attempt by now: its wrapper never came so far, and must not come any more. */
async function adopt(run: CommandRun, folder: string): Promise<Settled | 'left'> {
  const standing = (await standingOf(folder)) ?? (await giveUp(folder));
  return await wait(run, folder, standing);
}

async function begin(run: CommandRun, folder: string): Promise<Settled | 'left'> {
  if (reasonOf(run.signal) === 'leave') return 'left';
  if (run.signal.aborted) return { kind: 'void' };
  const { argv, cwd, environment } = run.command;
  const keepBytes = Math.max(run.outputBytes, LOG_BYTES);
  await writeAttempt(folder, { argv, cwd, keepBytes }, JSON.stringify(run.input));
  const ended = new AbortController();
  const cache = getCompileCacheDir();
  const borrows = cache !== undefined && environment.NODE_COMPILE_CACHE === undefined;
  const wrapper = spawn(process.execPath, [WRAPPER, folder, borrows ? BORROWED_CACHE : ''], {
    cwd: folder,
    env: { ...environment, ...(borrows ? { NODE_COMPILE_CACHE: dirname(cache) } : {}) },
    detached: true,
    stdio: 'ignore',
  });
  wrapper.once('exit', () => ended.abort());
  wrapper.once('error', () => ended.abort());
  wrapper.unref();
  const stop = (): void => ended.abort();
  run.signal.addEventListener('abort', stop, { once: true });
  if (run.signal.aborted) stop();
  await new Promise<void>((resolve) => {
    if (ended.signal.aborted) resolve();
    else ended.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  run.signal.removeEventListener('abort', stop);
  // Leaving a wrapper that has not claimed yet is no loss: the next server either finds its claim or voids it.
  if (reasonOf(run.signal) === 'leave') return 'left';
  return await adopt(run, folder);
}

/** Waits for the end of a running command; ends it when the signal says so. */
async function wait(run: CommandRun, folder: string, first: Standing): Promise<Settled | 'left'> {
  let standing = first;
  const kill = { asked: false, cancel: (): void => {} };
  let leader: ProcessIdentity | undefined;
  try {
    while (standing.kind === 'runs') {
      const reason = reasonOf(run.signal);
      if (reason === 'leave') return 'left';
      if (reason !== undefined && !kill.asked) {
        kill.asked = true;
        leader = standing.leader;
        const { pid } = leader;
        signalGroup(pid, 'SIGTERM');
        kill.cancel = run.clock.after(KILL_AFTER_MS, () => signalGroup(pid, 'SIGKILL'));
      }
      // An aborted signal would end the pause at once.
      await change(folder, run.clock, kill.asked ? NEVER : run.signal);
      standing = (await standingOf(folder)) ?? { kind: 'void' };
    }
    // What the command started may not have heard, or not have obeyed, and goes with it.
    while (leader !== undefined && (await groupLives(leader))) await change(folder, run.clock, NEVER);
    return standing;
  } finally {
    kill.cancel();
  }
}

const NEVER = new AbortController().signal;

function reasonOf(signal: AbortSignal): AbortReason | undefined {
  return signal.aborted ? (signal.reason as AbortReason) : undefined;
}

async function resultOf(
  run: CommandRun,
  folder: string,
  standing: Exclude<Settled, { kind: 'void' }>,
): Promise<EffectResult> {
  // The signal that ends all of the group ends the wrapper too, which then writes down no end.
  if (run.signal.aborted)
    return standing.kind === 'cut-off' ? { kind: 'aborted', killed: true } : { kind: 'aborted' };
  if (standing.kind === 'cut-off') {
    return { kind: 'failed', ...tell('cut-off') };
  }
  const { exit } = standing;
  if (exit.code !== 0) return { kind: 'failed', ...(await failureOf(run, folder, exit)) };
  return await outputOf(folder, run, exit);
}

/** The last line of standard error is what a program says when it gives up. */
async function failureOf(run: CommandRun, folder: string, exit: Exit): Promise<Told> {
  const [program = ''] = run.command.argv;
  const { error, folder: missing } = exit;
  if (missing !== undefined) return tell('program-no-folder', { program, folder: missing });
  if (error !== undefined) return tell('program-not-started', { program, why: errorLine(error) });
  const said = await readStreamEnd(join(folder, 'stderr'), TAIL_BYTES);
  const lines = (said?.end.toString('utf8') ?? '').split('\n').filter((line) => line.trim() !== '');
  const { PATH: _path, HOME: _home, ...named } = run.command.environment;
  const last = masked(lines.at(-1) ?? '', formsOf(Object.values(named)));
  const how = exit.code === null ? 'signal' : 'exit';
  const data = exit.code === null ? { signal: exit.signal ?? 'a signal' } : { exit: exit.code };
  return last === '' ? tell(how, data) : tell(`${how}-saying`, { ...data, why: errorLine(last) });
}

const TAIL_BYTES = 4096;

/**
 * Standard output as a whole, or else its last line, when that is JSON; a program may log before it prints its result. Anything else is no
 * output and no mistake.
 */
async function outputOf(
  folder: string,
  { outputBytes: maxBytes, wantsText }: CommandRun,
  exit: Exit,
): Promise<EffectResult> {
  const read = await readStreamEnd(join(folder, 'stdout'), maxBytes);
  const size = exit.stdoutBytes ?? read?.size ?? 0;
  if (size > maxBytes) {
    return { kind: 'done', value: undefined, note: tell('output-over', { size, limit: maxBytes }) };
  }
  if (exit.stdoutBytes !== undefined && read?.size !== size)
    return { kind: 'done', value: undefined, note: tell('output-lost') };
  const text = (read?.end.toString('utf8') ?? '').trim();
  const whole = readJson(text);
  const output = whole.kind === 'none' ? readJson(text.slice(text.lastIndexOf('\n') + 1)) : whole;
  return {
    kind: 'done',
    value: output.kind === 'json' ? output.value : undefined,
    ...(output.kind === 'deep' ? { note: tell('output-deep', { limit: MAX_LEVELS }) } : {}),
    ...(wantsText === true ? { text } : {}),
  };
}
