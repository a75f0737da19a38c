import type { Cost, Graphs } from './graphs.ts';

export type GraphAim = {
  what: string;
  cpuMs: number;
  runsPerSecond: number;
  ratio: number;
  aim: number;
  met: boolean;
};

/** What a stored run may cost later ones, over three orders of magnitude. */
const MOST_GROWN = 1.2;
/** Many at once cost no more than a few at a time, within the noise. */
const MOST_CROWDED = 1.2;
/** A step of a wide graph costs no more than a step of a short row: nothing is quadratic. */
const MOST_STEP = 1;

export function graphAims({ usual, wide, crowd, grown }: Graphs): GraphAim[] {
  const of = (what: string, { cpuMs, runsPerSecond }: Cost, per: number, aim: number): GraphAim => {
    const ratio = cpuMs / per / usual.each.cpuMs;
    return { what, cpuMs, runsPerSecond, ratio, aim, met: ratio <= aim };
  };
  return [
    of(`a run with ${grown.stored} stored`, grown.each, 1, MOST_GROWN),
    of(`a run with ${crowd.at} at once`, crowd.each, 1, MOST_CROWDED),
    of(
      `a run of ${wide.steps} steps as a DAG, for each step`,
      wide.each,
      wide.steps / usual.steps,
      MOST_STEP,
    ),
  ];
}

export function graphsTable(graphs: Graphs): string {
  const { usual } = graphs;
  const base = `a run of ${usual.steps} steps, ${usual.stored} stored, 64 at a time`;
  const rows = [
    ['', 'processor', 'through', 'cost beside the first', 'aim', ''],
    [base, ...figures(usual.each), '', '', ''],
    ...graphAims(graphs).map((one) => [
      one.what,
      ...figures(one),
      `${one.ratio.toFixed(2)} ×`,
      `≤ ${one.aim} ×`,
      one.met ? 'met' : 'MISSED',
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((i) => Math.max(...rows.map((cells) => cells[i]?.length ?? 0)));
  return rows
    .map((cells) =>
      cells
        .map((cell, i) => (i === 0 || i > 4 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function figures({ cpuMs, runsPerSecond }: Cost): string[] {
  return [`${cpuMs.toFixed(2)} ms`, `${runsPerSecond.toFixed(0)} runs/s`];
}
