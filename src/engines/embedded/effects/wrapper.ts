/**
 * A process of its own that runs one command and writes down how it ended, whether the server lives or not.
 * It leads the process group of the command. It claims the attempt before it starts anything: a wrapper that comes late, after the server
 * gave the attempt up, finds it claimed and goes away.
 */
import { spawn } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { claimAttempt, type Exit, readOrder, writeExit } from './attempt-folder.ts';
import { BORROWED_CACHE } from './borrowed-cache.ts';
import { identityOf } from './process-identity.ts';

// A signal to the group is meant for the command: this process stays to see how it ends.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});

const [, , folder, cache] = process.argv;
const { NODE_COMPILE_CACHE: _borrowed, ...environment } = process.env;
if (folder === undefined) throw new Error('usage: wrapper.ts <attempt folder>');

const self = await identityOf(process.pid);
if (self === undefined) throw new Error('this process cannot find itself');
const order = await readOrder(folder);
if (await claimAttempt(folder, self)) await writeExit(folder, await runCommand(folder));

function runCommand(attempt: string): Promise<Exit> {
  const [program = '', ...args] = order.argv;
  const file = (name: string, flags: string): number => openSync(join(attempt, name), flags, 0o600);
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: order.cwd,
      env: cache === BORROWED_CACHE ? environment : process.env,
      stdio: [file('input.json', 'r'), file('stdout', 'w'), file('stderr', 'w')],
      shell: false,
    });
    child.on('error', (error) => {
      // The system says ENOENT of the program also when it is the folder that is not there.
      const missing = order.cwd !== undefined && !existsSync(order.cwd);
      const message = missing ? `its folder ${order.cwd} is not there` : error.message;
      resolve({ code: null, signal: null, error: message });
    });
    child.on('exit', (code, signal) => resolve({ code, signal }));
  });
}
