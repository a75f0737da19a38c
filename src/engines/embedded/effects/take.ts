/** What a command writes, taken from its pipes into the files of its attempt. */
import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { STREAMS } from './attempt-folder.ts';
import type { Pipe } from './pipes.ts';
import { createStreamFile } from './stream-file.ts';

type Taking = {
  stdoutBytes(): number;
  /** Resolves when all is taken that was written until now; what a command left behind may go on writing. */
  all(): Promise<void>;
  /** Keeps nothing any more. */
  leave(): void;
};

/** Takes all that comes, at once: a command never waits for its reader. */
export function take(attempt: string, pipes: readonly Pipe[], keepBytes: number): Taking {
  const files = STREAMS.map((stream) => createStreamFile(join(attempt, stream), keepBytes));
  const open = new Map<number, Socket>();
  for (const [i, { from }] of pipes.entries()) {
    const socket = new Socket({ fd: from, readable: true, writable: false });
    open.set(from, socket);
    socket.on('data', (chunk) => files[i]?.write(chunk));
    socket.on('error', () => {});
    socket.on('close', () => open.delete(from));
  }
  return {
    stdoutBytes: () => files[0]?.bytes() ?? 0,
    async all() {
      // A turn of the loop that begins by now looks at the pipes once, and takes more than a pipe can hold.
      for (let turns = 0; turns < 2; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    },
    leave() {
      if (open.size > 0) drain([...open.keys()]);
      for (const socket of open.values()) socket.destroy();
    },
  };
}

/** Not of the group: it is no part of what a cancel ends. */
function drain(pipes: readonly number[]): void {
  const file = fileURLToPath(import.meta.resolve('./drain.ts'));
  const fds = pipes.map((_, i) => String(i + 3));
  const stdio = ['ignore', 'ignore', 'ignore', ...pipes] as const;
  const drained = spawn(process.execPath, [file, ...fds], {
    cwd: '/',
    env: {},
    detached: true,
    stdio: [...stdio],
  });
  drained.on('error', () => {});
  drained.unref();
}
