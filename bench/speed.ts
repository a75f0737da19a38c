/** Runs per second and the way from a click to the next step, each beside its floor. */
import { stopwatch } from '../src/time.ts';
import { type Floor, playFloor } from './floor.ts';
import { createRecording, type Entry } from './recording.ts';
import { median, percentile } from './statistics.ts';
import { openWorld } from './world.ts';

export type Sizes = { warmUp: number; runs: number; together: number; rounds: number; thinkMs: number };

export type Speed = {
  runsPerSecond: number;
  /** From the call of `accept` with the click until the engine tells the committed state in which the next step has begun. */
  p50Ms: number;
  p99Ms: number;
};

export type Compared = { ring: Speed; floor: Speed; statementsPerRun: number; unitsPerCommit: number };

/** Rounds of the ring and of its floor take turns, so that both meet the same noise; the figures are medians over the rounds. */
export async function measureSpeed(sizes: Sizes): Promise<Compared> {
  // The first round warms the process up and is not counted.
  await measureRing(sizes);
  const { entries, head } = await record(sizes);
  await playFloor(entries, head);
  const ring: Speed[] = [];
  const floor: Speed[] = [];
  for (let round = 0; round < sizes.rounds; round += 1) {
    ring.push(speedOf(await measureRing(sizes), sizes));
    floor.push(speedOf(await playFloor(entries, head), sizes));
  }
  return { ring: middle(ring), floor: middle(floor), ...counted(entries, sizes.runs) };
}

async function measureRing({ warmUp, runs, together, thinkMs }: Sizes): Promise<Floor> {
  const elapsed = stopwatch();
  const clicks = new Map<string, number>();
  const latencies: number[] = [];
  const world = await openWorld({
    thinkMs,
    moments: {
      clicked: (key) => void clicks.set(key, elapsed()),
      stepped: (key) => void latencies.push(elapsed() - (clicks.get(key) ?? 0)),
    },
  });
  try {
    await world.run(warmUp, together);
    latencies.length = 0;
    const begun = elapsed();
    await world.run(runs, together);
    const ms = elapsed() - begun;
    await world.close();
    return { ms, latencies };
  } finally {
    await world.remove();
  }
}

async function record({
  warmUp,
  runs,
  together,
  thinkMs,
}: Sizes): Promise<{ entries: Entry[]; head: string }> {
  const recording = createRecording();
  const { entries } = recording;
  const world = await openWorld({
    thinkMs,
    onStatement: (sql, params, via) => recording.onStatement(sql, params, via),
    moments: {
      clicked: (key) => recording.mark('clicked', key),
      stepped: (key) => recording.mark('stepped', key),
    },
  });
  try {
    await world.run(warmUp, together);
    recording.mark('begin', '');
    await world.run(runs, together);
    recording.mark('end', '');
    return { entries, head: await world.close() };
  } finally {
    await world.remove();
  }
}

function speedOf({ ms, latencies }: Floor, { runs }: Sizes): Speed {
  return {
    runsPerSecond: (runs / ms) * 1000,
    p50Ms: percentile(latencies, 50),
    p99Ms: percentile(latencies, 99),
  };
}

function middle(rounds: readonly Speed[]): Speed {
  return {
    runsPerSecond: median(rounds.map((one) => one.runsPerSecond)),
    p50Ms: median(rounds.map((one) => one.p50Ms)),
    p99Ms: median(rounds.map((one) => one.p99Ms)),
  };
}

function counted(
  entries: readonly Entry[],
  runs: number,
): Pick<Compared, 'statementsPerRun' | 'unitsPerCommit'> {
  const from = entries.findIndex((entry) => 'mark' in entry && entry.mark === 'begin');
  const to = entries.findIndex((entry) => 'mark' in entry && entry.mark === 'end');
  const texts = entries.slice(from, to).flatMap((entry) => ('sql' in entry ? [entry.sql] : []));
  const commits = texts.filter((sql) => sql === 'COMMIT').length;
  const units = texts.filter((sql) => sql.startsWith('SAVEPOINT')).length;
  return { statementsPerRun: texts.length / runs, unitsPerCommit: units / commits };
}
