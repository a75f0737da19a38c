/** The real server, from the start of its process to its first `/readyz`, and what it then keeps in memory; beside a bare process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stopwatch } from '../src/time.ts';
import { npmStartFlags } from './npm-start-flags.ts';
import { WORKFLOW } from './people.ts';
import { createRecording } from './recording.ts';
import { median } from './statistics.ts';
import { AUDIT_SECRET, emptyDatabase, openWorld, WORKFLOW_TEXT } from './world.ts';

/** First: nothing is compiled and there is no database. Later: the start after that one. */
export type Starts = { firstMs: number; laterMs: number; firstRss: number; laterRss: number };

/** After the first `/readyz`, until the memory is looked at. */
const REST_MS = 3000;

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const BARE = fileURLToPath(new URL('children/bare.ts', import.meta.url));

const CONFIG = `server: { host: 127.0.0.1, port: 0 }
database: { url: 'sqlite:./data/greenlight.db' }
audit: { key: ${AUDIT_SECRET} }
log: { level: error }
people:
  ada: { name: Ada Lovelace }
platforms: {}
engines:
  local: { kind: embedded, workflows: ./workflows, data: ./data/engine }
apps:
  shop:
    engine: local
    operators: [ada]
    environments:
      prod: { workflow: ${WORKFLOW}, approvers: [ada] }
`;

export async function measureStarts(rounds: number): Promise<{ ring: Starts; floor: Starts }> {
  const score = await recordStart();
  const ring: Starts[] = [];
  const floor: Starts[] = [];
  for (let round = 0; round < rounds; round += 1) {
    ring.push(await inFolder(startServer));
    floor.push(await inFolder((folder) => startBare(folder, score)));
  }
  return { ring: middle(ring), floor: middle(floor) };
}

type Start = { ms: number; rss: number };

async function startServer(folder: string): Promise<Starts> {
  await mkdir(join(folder, 'workflows'));
  await writeFile(join(folder, 'workflows', `${WORKFLOW}.yaml`), WORKFLOW_TEXT);
  const config = join(folder, 'greenlight.yaml');
  await writeFile(config, CONFIG);
  const start = (): Promise<Start> =>
    startOnce([...npmStartFlags, MAIN, 'start', '--config', config], folder, async (line) => {
      const url = /http:\S+/.exec(line)?.[0] ?? '';
      const answer = await fetch(`${url}/readyz`);
      if (answer.status !== 200) throw new Error(`/readyz answered ${answer.status}`);
    });
  return starts(await start(), await start());
}

async function startBare(folder: string, score: string): Promise<Starts> {
  const start = async (name: string): Promise<Start> => {
    const database = join(folder, name);
    await emptyDatabase(database);
    await writeFile(join(folder, 'score'), score);
    return await startOnce([BARE, join(folder, 'score'), database, 'stay'], folder, async () => {});
  };
  return starts(await start('first.db'), await start('later.db'));
}

function starts(first: Start, later: Start): Starts {
  return { firstMs: first.ms, laterMs: later.ms, firstRss: first.rss, laterRss: later.rss };
}

/** `ready` is called with the first line that the process prints. */
async function startOnce(
  args: readonly string[],
  folder: string,
  ready: (line: string) => Promise<void>,
): Promise<Start> {
  const elapsed = stopwatch();
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: join(folder, 'cache') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await ready(await firstLine(child));
    const ms = elapsed();
    await wait(REST_MS);
    return { ms, rss: await rssOf(child.pid ?? 0) };
  } finally {
    const over = child.exitCode === null ? once(child, 'exit') : undefined;
    child.kill('SIGTERM');
    await over;
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout !== null) for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('a process ended before it was ready');
}

async function rssOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) * 1024;
}

async function recordStart(): Promise<string> {
  const recording = createRecording();
  const world = await openWorld({ onStatement: recording.onStatement });
  const count = recording.entries.length;
  await world.close();
  await world.remove();
  const begun = recording.entries.slice(0, count);
  return begun
    .flatMap((entry) => ('sql' in entry ? [JSON.stringify([entry.via, entry.sql, entry.params])] : []))
    .join('\n');
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-start-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function middle(rounds: readonly Starts[]): Starts {
  const of = (pick: (one: Starts) => number): number => median(rounds.map(pick));
  return {
    firstMs: of((one) => one.firstMs),
    laterMs: of((one) => one.laterMs),
    firstRss: of((one) => one.firstRss),
    laterRss: of((one) => one.laterRss),
  };
}
