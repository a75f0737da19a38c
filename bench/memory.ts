/** What suspended runs cost in memory, measured in processes of their own. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { emptyDatabase } from './world.ts';

/** Bytes for each 10,000 suspended runs. */
export type Memory = { ring: number; floor: number };

const SUSPENDED = fileURLToPath(new URL('children/suspended.ts', import.meta.url));
const BARE = fileURLToPath(new URL('children/bare.ts', import.meta.url));
const PER = 10_000;
/** So many are enough for the floor, whose statements go through a file. */
const FLOOR_RUNS = 5_000;

export async function measureMemory(runs: number): Promise<Memory> {
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-memory-'));
  try {
    const ring = await grown(SUSPENDED, String(runs));
    const score = join(folder, 'score');
    await grown(SUSPENDED, String(FLOOR_RUNS), score);
    const database = join(folder, 'floor.db');
    await emptyDatabase(database);
    const floor = await grown(BARE, score, database);
    return { ring: (ring * PER) / runs, floor: (floor * PER) / FLOOR_RUNS };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function grown(script: string, ...args: string[]): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script, ...args]);
  const { before, after } = JSON.parse(stdout) as { before: number; after: number };
  return Math.max(0, after - before);
}
