/**
 * The floor: the recorded statements once more, bare and prepared, in the same groups, on a fresh database with the same settings.
 * Ids are counted up by the database, so the same inserts in the same order get the same ones, and the parameters fit.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { configureWriter } from '../src/store/sqlite/writer-settings.ts';
import { stopwatch } from '../src/time.ts';
import type { Entry } from './recording.ts';
import { emptyDatabase } from './world.ts';

export type Floor = {
  /** Milliseconds from the mark `begin` to `end`. */
  ms: number;
  /** Milliseconds from `clicked` to `stepped` of each run. */
  latencies: number[];
};

/** `head` is the newest hash of the recorded audit: the same work was done when the replay comes to the same. */
export async function playFloor(entries: readonly Entry[], head: string): Promise<Floor> {
  const folder = mkdtempSync(join(tmpdir(), 'greenlight-floor-'));
  try {
    const file = join(folder, 'floor.db');
    await emptyDatabase(file);
    const connections = openBare(file);
    const floor = play(entries, connections);
    const newest = connections.unit.prepare('SELECT hash FROM audit ORDER BY id DESC LIMIT 1').pluck().get();
    connections.read.close();
    connections.unit.close();
    if (newest !== head) throw new Error('the floor did not do the same work as the ring');
    return floor;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Connections = { unit: Sqlite.Database; read: Sqlite.Database };

function openBare(file: string): Connections {
  const unit = new Sqlite(file);
  configureWriter(unit);
  return { unit, read: new Sqlite(file, { readonly: true }) };
}

function play(entries: readonly Entry[], connections: Connections): Floor {
  const steps = prepareAll(entries, connections);
  const clicked = new Map<string, number>();
  const latencies: number[] = [];
  const elapsed = stopwatch();
  let begun = 0;
  let ended = 0;
  let measuring = false;
  for (const step of steps) {
    if (typeof step === 'function') {
      step();
      continue;
    }
    const now = elapsed();
    if (step.mark === 'begin') {
      begun = now;
      measuring = true;
    } else if (step.mark === 'end') ended = now;
    else if (step.mark === 'clicked') clicked.set(step.key, now);
    else if (measuring) latencies.push(now - (clicked.get(step.key) ?? now));
  }
  return { ms: ended - begun, latencies };
}

type Step = (() => unknown) | Extract<Entry, { mark: unknown }>;

function prepareAll(entries: readonly Entry[], connections: Connections): Step[] {
  const prepared = new Map<string, Sqlite.Statement>();
  return entries.map((entry): Step => {
    if ('mark' in entry) return entry;
    const name = `${entry.via} ${entry.sql}`;
    let statement = prepared.get(name);
    if (statement === undefined) {
      statement = connections[entry.via].prepare(entry.sql);
      if (statement.reader) statement.raw(true);
      prepared.set(name, statement);
    }
    const { params } = entry;
    const ready = statement;
    return ready.reader ? () => ready.all(...params) : () => ready.run(...params);
  });
}
