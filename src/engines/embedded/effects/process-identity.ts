/** Tells one process from a later one with the same number. */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A process number with the moment it was started: two processes never share both. */
export type ProcessIdentity = { pid: number; started: string };

/** Undefined when no such process lives (a zombie does not). */
export async function identityOf(pid: number): Promise<ProcessIdentity | undefined> {
  const started = process.platform === 'linux' ? await startedOnLinux(pid) : await startedByPs(pid);
  return started === undefined ? undefined : { pid, started };
}

export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  return (await identityOf(identity.pid))?.started === identity.started;
}

/**
 * Whether the process group that `leader` led has living members. A number is not given to a new process while a group bears it, so a living
 * leader that was started at another moment means that the old group is empty.
 */
export async function groupLives(leader: ProcessIdentity): Promise<boolean> {
  const now = await identityOf(leader.pid);
  if (now !== undefined) return now.started === leader.started;
  if (!canSignalGroup(leader.pid)) return false;
  // Zombies take signals too, and where nobody reaps them they stay for ever.
  return process.platform === 'linux' ? await groupLivesOnLinux(leader.pid) : true;
}

/** Sends a signal to every process of the group; false when there is none. */
export function signalGroup(pgid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-pgid, signal);
    return true;
  } catch {
    return false;
  }
}

function canSignalGroup(pgid: number): boolean {
  try {
    process.kill(-pgid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

type Stat = { state: string; group: number; started: string };

/** proc(5): after the name in brackets come state (3), parent (4), group (5) … start time in ticks since boot (22). */
async function statOf(pid: number | string): Promise<Stat | undefined> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [state, , group] = fields;
    const started = fields[19];
    if (state === undefined || group === undefined || started === undefined) return undefined;
    return { state, group: Number(group), started };
  } catch {
    return undefined;
  }
}

async function startedOnLinux(pid: number): Promise<string | undefined> {
  const stat = await statOf(pid);
  if (stat === undefined || stat.state === 'Z' || stat.state === 'X') return undefined;
  return `${stat.started}@${await bootId()}`;
}

/** Ticks since boot come again after a restart of the machine. */
async function bootId(): Promise<string> {
  try {
    return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  } catch {
    return '';
  }
}

async function groupLivesOnLinux(pgid: number): Promise<boolean> {
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = await statOf(entry);
    if (stat !== undefined && stat.group === pgid && stat.state !== 'Z' && stat.state !== 'X') return true;
  }
  return false;
}

async function startedByPs(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await run('ps', ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)], {
      env: { LC_ALL: 'C' },
    });
    const line = stdout.trim();
    return line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
  } catch {
    return undefined;
  }
}
