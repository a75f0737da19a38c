import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { silentLog } from '../../../src/log.ts';
import {
  createServerProcess,
  ServerEnded,
  type ServerProcess,
  type ServerState,
} from '../../../src/simulator/playground/server-process.ts';
import { systemClock } from '../../../src/time.ts';
import { until } from '../../until.ts';

const SERVER_PROCESS = import.meta.resolve('../../../src/simulator/playground/server-process.ts');
const TIME = import.meta.resolve('../../../src/time.ts');

/** A stand-in for the server: says that it runs, then lives until it is told to go. */
const LIVES = `console.log('ready');
process.on('SIGTERM', () => { console.log('in order'); process.exit(0); });
setInterval(() => {}, 1000);`;
const DIES = `console.error('no disk left\\n  at somewhere'); process.exit(3);`;
const DIES_LATER = `console.log('ready'); setTimeout(() => { throw new Error('a fault of ours'); }, 20);`;

let folder: string;
/** A server that a failed test leaves behind would keep this process. */
const made: ServerProcess[] = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'greenlight-server-process-'));
});
after(async () => {
  await Promise.all(made.map((one) => one.stop()));
  await rm(folder, { recursive: true });
});

async function server(code: string, timing = {}): Promise<ServerProcess & { seen: ServerState[] }> {
  const file = join(folder, `${Math.random().toString(36).slice(2)}.mjs`);
  await writeFile(file, code);
  const one = createServerProcess({
    args: [file],
    cwd: folder,
    environment: { PATH: process.env.PATH },
    ready: /^ready$/,
    clock: systemClock,
    log: silentLog,
    timing: { downMs: 60_000, backoffMs: 10, ...timing },
  });
  const seen: ServerState[] = [];
  one.subscribe((state) => seen.push(state));
  made.push(one);
  return { ...one, seen };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function pidOf(state: ServerState): number {
  assert.ok('pid' in state && state.pid !== undefined, state.phase);
  return state.pid;
}

test('a killed server is really gone, waits, and is another process when it is started again', async () => {
  const one = await server(LIVES);
  await one.start();
  const pid = pidOf(one.state());
  one.kill();
  await until('the death', () => one.state().phase === 'killed');
  assert.equal(isAlive(pid), false);
  const state = one.state();
  assert.ok(state.phase === 'killed' && state.nextAt > systemClock.now() + 50_000);
  one.startNow();
  await until('the start', () => one.state().phase === 'running');
  assert.notEqual(pidOf(one.state()), pid);
  assert.deepEqual(
    one.seen.map(({ phase }) => phase),
    ['starting', 'running', 'killed', 'starting', 'running'],
  );
  one.startNow();
  assert.equal(one.state().phase, 'running', 'there is only ever one');
  await one.stop();
  assert.equal(one.state().phase, 'stopped');
});

test('a killed server comes back by itself', async () => {
  const one = await server(LIVES, { downMs: 30 });
  await one.start();
  const pid = pidOf(one.state());
  one.kill();
  await until('the return', () => one.state().phase === 'running' && pidOf(one.state()) !== pid);
  await one.stop();
});

test('a server that ends by itself is started again with growing pauses, and what it said is kept', async () => {
  const one = await server(DIES_LATER, { backoffMs: 5, maxBackoffMs: 15 });
  await one.start();
  const crashes = (): ServerState[] => one.seen.filter(({ phase }) => phase === 'crashed');
  await until('three crashes', () => crashes().length >= 3);
  const [first] = crashes();
  assert.ok(first?.phase === 'crashed');
  assert.match(first.because, /^Error: a fault of ours/);
  await one.stop();
  const count = one.seen.length;
  assert.equal(one.state().phase, 'stopped');
  one.startNow();
  assert.equal(one.seen.length, count, 'stop is final');
});

test('a server that does not come up at the first start says why', async () => {
  const one = await server(DIES, { backoffMs: 60_000 });
  await assert.rejects(one.start(), (error) => {
    assert.ok(error instanceof ServerEnded);
    assert.match(error.message, /no disk left/);
    assert.equal(error.code, 3);
    return true;
  });
  assert.equal(one.state().phase, 'stopped', 'and it is not tried again');
  await one.stop();
});

test('the server ends when the process that holds it is killed', async () => {
  const file = join(folder, 'lives.mjs');
  await writeFile(file, LIVES);
  const holder = join(folder, 'holder.mjs');
  await writeFile(
    holder,
    `import { createServerProcess } from ${JSON.stringify(SERVER_PROCESS)};
import { systemClock } from ${JSON.stringify(TIME)};
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const one = createServerProcess({ args: [${JSON.stringify(file)}], cwd: ${JSON.stringify(folder)}, environment: {}, ready: /^ready$/, clock: systemClock, log: quiet });
await one.start();
console.log('pid', one.state().pid);
setInterval(() => {}, 1000);`,
  );
  const parent = spawn(process.execPath, [holder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = await printedPid(parent);
  assert.ok(isAlive(pid));
  parent.kill('SIGKILL');
  await until('the end of the server', () => !isAlive(pid));
});

async function printedPid(parent: ChildProcess): Promise<number> {
  let output = '';
  parent.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  return await until('its pid', () => {
    const found = /pid (\d+)/.exec(output)?.[1];
    return found === undefined ? undefined : Number(found);
  });
}
