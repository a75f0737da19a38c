/**
 * A process of its own that runs one command, keeps the newest of what it writes, and writes down how it ended, whether the server lives or not.
 * It leads the process group of the command. It claims the attempt before it starts anything: a wrapper that comes late, after the server
 * gave the attempt up, finds it claimed and goes away.
 */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { claimAttempt, type Exit, readOrder, STREAMS, writeExit } from './attempt-folder.ts';
import { BORROWED_CACHE } from './borrowed-cache.ts';
import { makePipes, type Pipe } from './pipes.ts';
import { identityOf } from './process-identity.ts';
import { take } from './take.ts';

// A signal to the group is meant for the command: this process stays to see how it ends. What is asked to end before it began does not begin.
let asked: NodeJS.Signals | undefined;
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
  process.on(signal, () => {
    asked ??= signal;
  });

const [, , folder, cache] = process.argv;
const { NODE_COMPILE_CACHE: _borrowed, ...environment } = process.env;
if (folder === undefined) throw new Error('usage: wrapper.ts <attempt folder>');

const self = await identityOf(process.pid);
if (self === undefined) throw new Error('this process cannot find itself');
const order = await readOrder(folder);
// Whoever makes them is of the group too: nobody can signal it before it is named in the claim.
const names = STREAMS.map((stream) => join(folder, `${stream}.pipe`));
const pipes = makePipes(names, process.env.PATH);
if (await claimAttempt(folder, self)) {
  const taking = take(folder, pipes, order.keepBytes);
  const exit =
    asked === undefined ? await runCommand(folder, pipes).catch(notStarted) : { code: null, signal: asked };
  // Whoever still holds them was left behind by the command.
  for (const { into } of pipes) closeSync(into);
  await taking.all();
  await writeExit(folder, { ...exit, stdoutBytes: taking.stdoutBytes() });
  taking.leave();
}

/** What cannot even be asked of the system is thrown at once, such as an argument that is too long for it. */
function notStarted(error: unknown): Exit {
  return { code: null, signal: null, error: error instanceof Error ? error.message : String(error) };
}

function runCommand(attempt: string, [stdout, stderr]: readonly Pipe[]): Promise<Exit> {
  const [program = '', ...args] = order.argv;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: order.cwd,
      env: cache === BORROWED_CACHE ? environment : process.env,
      stdio: [openSync(join(attempt, 'input.json'), 'r'), stdout?.into, stderr?.into],
      shell: false,
    });
    child.on('error', (error) => {
      // The system says ENOENT of the program also when it is the folder that is not there.
      const { cwd } = order;
      const missing = cwd !== undefined && !existsSync(cwd) ? { folder: cwd } : {};
      resolve({ code: null, signal: null, error: error.message, ...missing });
    });
    child.on('exit', (code, signal) => resolve({ code, signal }));
    // A signal that came right before the start is heard in the next turn of the loop, and the command has not got it.
    setImmediate(() => setImmediate(() => asked !== undefined && child.kill(asked)));
  });
}
