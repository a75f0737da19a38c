import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { SimClock } from '../common/clock.ts';
import type { SimLog } from '../common/log.ts';

/** How it is with the server. Times are milliseconds since the epoch. */
export type ServerState =
  | { phase: 'starting'; pid: number | undefined }
  | { phase: 'running'; pid: number | undefined; since: number }
  /** Somebody turned the switch: it was ended by SIGKILL. */
  | { phase: 'killed'; pid: number | undefined; nextAt: number }
  /** It ended by itself. */
  | { phase: 'crashed'; pid: number | undefined; because: string; nextAt: number }
  | { phase: 'stopped' };

/** The server did not come up the first time. What it had to say it has printed by itself. */
export class ServerEnded extends Error {
  /** Its exit code; null when a signal ended it. */
  readonly code: number | null;
  constructor(because: string, code: number | null) {
    super(because);
    this.name = 'ServerEnded';
    this.code = code;
  }
}

export type ServerProcess = {
  /** Resolves when the server runs; rejects with ServerEnded when it ends before that, and then tries no more. */
  start(): Promise<void>;
  state(): ServerState;
  /** Ends it as a power cut would, without a last word. It is started again after a while. */
  kill(): void;
  /** Starts it at once when it waits to be started again. */
  startNow(): void;
  subscribe(listener: (state: ServerState) => void): () => void;
  /** Final. Lets it end in order. */
  stop(): Promise<void>;
};

export type ServerProcessOptions = {
  /** What Node runs, with its arguments. */
  args: readonly string[];
  cwd: string;
  environment: Readonly<Record<string, string | undefined>>;
  /** The line on its standard output that says that it runs. */
  ready: RegExp;
  clock: SimClock;
  log: SimLog;
  timing?: Partial<Timing>;
};

type Timing = {
  /** Between SIGKILL and the next start: time to look around and to click on something that nobody answers. */
  downMs: number;
  /** Before the start after a crash; twice as long after each further one, up to `maxBackoffMs`. */
  backoffMs: number;
  maxBackoffMs: number;
  /** Whoever ran this long did not crash at start: the next pause is a short one again. */
  healthyMs: number;
  /** How long it may take to end in order. */
  drainMs: number;
};

const TIMING: Timing = {
  downMs: 5_000,
  backoffMs: 1_000,
  maxBackoffMs: 30_000,
  healthyMs: 10_000,
  drainMs: 10_000,
};

const WATCHDOG = import.meta.resolve('./end-with-parent.ts');
/** Enough for the message and the first lines of a stack. */
const LAST_WORDS = 4_000;

/** The server as a process of its own, so that it can be killed in earnest. It ends with this process, however this one ends. */
export function createServerProcess(options: ServerProcessOptions): ServerProcess {
  const { clock, log } = options;
  const timing = { ...TIMING, ...options.timing };
  const listeners = new Set<(state: ServerState) => void>();
  let state: ServerState = { phase: 'stopped' };
  let child: ChildProcess | undefined;
  let cancel = (): void => {};
  let crashes = 0;
  let killing = false;
  let cameUp = false;
  let failed = (_error: ServerEnded): void => {};
  let ready = (): void => {};
  let stopping = false;

  function enter(next: ServerState): void {
    state = next;
    for (const listener of listeners) listener(next);
  }

  function launch(): void {
    cancel();
    const started = spawn(process.execPath, [...process.execArgv, '--import', WATCHDOG, ...options.args], {
      cwd: options.cwd,
      env: { ...options.environment },
      // A group of its own: Ctrl-C in the terminal reaches this process alone, which then ends the server in order.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    child = started;
    started.channel?.unref();
    let lastWords = '';
    const { stdout, stderr } = started;
    if (stdout) {
      createInterface({ input: stdout }).on('line', (line) => {
        if (!options.ready.test(line)) return void process.stdout.write(`${line}\n`);
        cameUp = true;
        enter({ phase: 'running', pid: started.pid, since: clock.now() });
        ready();
      });
    }
    stderr?.on('data', (chunk: Buffer) => {
      lastWords = (lastWords + chunk.toString()).slice(-LAST_WORDS);
      process.stderr.write(chunk);
    });
    started.once('error', (err) => ended(started, err.message, null));
    started.once('exit', (code, signal) =>
      ended(started, reasonIn(lastWords) || `it ended with ${signal ?? `code ${String(code)}`}`, code),
    );
    enter({ phase: 'starting', pid: started.pid });
  }

  function ended(which: ChildProcess, because: string, code: number | null): void {
    if (which !== child) return;
    child = undefined;
    const { pid } = which;
    if (stopping) return enter({ phase: 'stopped' });
    if (!cameUp) {
      enter({ phase: 'stopped' });
      return failed(new ServerEnded(because, code));
    }
    if (killing) {
      killing = false;
      crashes = 0;
      enter({ phase: 'killed', pid, nextAt: clock.now() + timing.downMs });
      return later(timing.downMs);
    }
    crashes = state.phase === 'running' && clock.now() - state.since > timing.healthyMs ? 1 : crashes + 1;
    const pauseMs = Math.min(timing.backoffMs * 2 ** (crashes - 1), timing.maxBackoffMs);
    log.warn({ because, pauseMs }, 'the server ended by itself');
    enter({ phase: 'crashed', pid, because, nextAt: clock.now() + pauseMs });
    later(pauseMs);
  }

  function later(ms: number): void {
    cancel = clock.after(ms, launch);
  }

  function subscribe(listener: (state: ServerState) => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  return {
    start: () =>
      new Promise((resolve, reject) => {
        ready = resolve;
        failed = reject;
        launch();
      }),
    state: () => state,
    kill() {
      if (child === undefined || stopping) return;
      killing = true;
      child.kill('SIGKILL');
    },
    startNow() {
      if (child === undefined && !stopping && state.phase !== 'stopped') launch();
    },
    subscribe,
    async stop() {
      stopping = true;
      cancel();
      if (child === undefined) return enter({ phase: 'stopped' });
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      cancel = clock.after(timing.drainMs, () => child?.kill('SIGKILL'));
      await gone;
      cancel();
    },
  };
}

/** The line that names the error; above it a thrown one shows the source line that threw it. */
function reasonIn(lastWords: string): string {
  const lines = lastWords.trim().split('\n');
  return lines.find((line) => /^(\w*Error\b|Greenlight cannot)/.test(line)) ?? lines[0] ?? '';
}
