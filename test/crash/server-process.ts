/** The real server as a process of its own, to be frozen and killed from outside. */
import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stopwatch } from '../../src/time.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export type ServerProcess = {
  readonly pid: number;
  /** False after the end, whoever brought it about. */
  alive(): boolean;
  /** How it ended, for people to read. */
  end(): string;
  /** Stops every thread; it has stopped when this returns. */
  freeze(): void;
  thaw(): void;
  /**
   * Lets the process run by fractions of a millisecond until `probe` is true or nothing more is to be expected, and leaves it frozen.
   * Nothing else runs here meanwhile.
   */
  crawl(probe: () => boolean): void;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
};

/** Standard output and error go to the end of `logFile`. */
export function startServer(configFile: string, logFile: string): ServerProcess {
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, [main(), 'start', '--config', configFile], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    stdio: ['ignore', log, log],
  });
  const pid = pidOf(child);
  let code: number | null = null;
  let by: string | null = null;
  let gone = false;
  const exited = new Promise<void>((resolve) => {
    child.once('exit', (status, signal) => {
      code = status;
      by = signal;
      gone = true;
      resolve();
    });
  });

  function freeze(): void {
    child.kill('SIGSTOP');
    for (let looks = 0; looks < MAX_LOOKS; looks += 1) if (isStopped(pid)) return;
    throw new Error('the server did not stop when it was told to');
  }

  return {
    pid,
    alive: () => !gone,
    end: () => (gone ? `ended with ${by ?? code}` : 'runs'),
    freeze,
    thaw: () => void child.kill('SIGCONT'),
    crawl(probe) {
      const whole = stopwatch();
      for (;;) {
        const slice = stopwatch();
        child.kill('SIGCONT');
        // Asked while it runs: a process that was frozen in the middle of a commit keeps others from reading for seconds.
        const isOver = probe() || whole() > CRAWL_MS;
        while (!isOver && slice() < SLICE_MS);
        freeze();
        if (isOver) return;
      }
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      child.kill('SIGTERM');
      await exited;
      return code;
    },
  };
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('the server could not be started');
  return pid;
}

/** `CRASH_MAIN` names another copy of the product: to see that the judge finds what is broken there. */
function main(): string {
  return process.env.CRASH_MAIN ?? MAIN;
}

/** A commit with its write to the disk takes longer than this, so that no state between two commits is jumped over. */
const SLICE_MS = 0.15;
/** What does not come to pass in this time is not waited for. */
const CRAWL_MS = 150;

/** Some ten microseconds each; a write to the disk has to end before a process stops. */
const MAX_LOOKS = 200_000;

/** proc(5): the state comes after the name in brackets. */
function isStopped(pid: number): boolean {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return 'TXZ'.includes(text.slice(text.lastIndexOf(')') + 2).charAt(0));
  } catch {
    return true;
  }
}
