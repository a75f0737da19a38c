/** The figures as a table: what was measured, its floor, their ratio and the aim. */
import type { Graphs } from './graphs.ts';
import { graphsTable } from './graphs-table.ts';
import type { Memory } from './memory.ts';
import type { Paced } from './pacing/measure.ts';
import { pacingTable } from './pacing/table.ts';
import type { Compared } from './speed.ts';
import type { Starts } from './startup.ts';

export type Figures = {
  machine: { cores: number; node: string };
  /** 64 runs at a time. */
  load: Compared;
  /** One run at a time. */
  alone: Compared;
  memory: Memory;
  starts: { ring: Starts; floor: Starts };
  pacing: readonly Paced[];
  graphs: Graphs;
};

export type Row = {
  what: string;
  unit: 'runs/s' | 'ms' | 'MB';
  value: number;
  floor: number;
  /** How much of the floor's speed is reached, in per cent; how many times the floor's bytes, for memory. */
  ratio: number;
  aim?: string;
  met?: boolean;
};

export function rowsOf({ load, alone, memory, starts }: Figures): Row[] {
  const { ring, floor } = load;
  const share = (100 * ring.runsPerSecond) / floor.runsPerSecond;
  return [
    {
      what: 'runs, 64 at a time',
      unit: 'runs/s',
      value: ring.runsPerSecond,
      floor: floor.runsPerSecond,
      ratio: share,
      aim: '≥ 800 and ≥ 40 %',
      met: ring.runsPerSecond >= 800 && share >= 40,
    },
    time('approve → next step, one at a time, p50', alone.ring.p50Ms, alone.floor.p50Ms, 3),
    time('approve → next step, one at a time, p99', alone.ring.p99Ms, alone.floor.p99Ms, 15),
    time('approve → next step, 64 at a time, p50', ring.p50Ms, floor.p50Ms),
    time('approve → next step, 64 at a time, p99', ring.p99Ms, floor.p99Ms),
    time('first start (nothing compiled) → ready', starts.ring.firstMs, starts.floor.firstMs, 3000),
    time('later start → ready', starts.ring.laterMs, starts.floor.laterMs, 1500),
    bytes('idle after a first start', starts.ring.firstRss, starts.floor.firstRss),
    bytes('idle after a later start', starts.ring.laterRss, starts.floor.laterRss, 140),
    bytes('each 10,000 suspended runs', memory.ring, memory.floor, 20),
  ];
}

function time(what: string, value: number, floor: number, most?: number): Row {
  const row: Row = { what, unit: 'ms', value, floor, ratio: (100 * floor) / value };
  return most === undefined ? row : { ...row, aim: `≤ ${most}`, met: value <= most };
}

const MEGABYTE = 1_000_000;

function bytes(what: string, value: number, floor: number, most?: number): Row {
  const row: Row = {
    what,
    unit: 'MB',
    value: value / MEGABYTE,
    floor: floor / MEGABYTE,
    ratio: value / floor,
  };
  return most === undefined ? row : { ...row, aim: `≤ ${most}`, met: row.value <= most };
}

export function tableOf(figures: Figures): string {
  const { machine, load } = figures;
  const lines = rowsOf(figures).map((row) => [
    row.what,
    `${short(row.value)} ${row.unit}`,
    `${short(row.floor)} ${row.unit}`,
    ratioText(row),
    row.aim ?? '',
    row.met === undefined ? '' : row.met ? 'met' : 'MISSED',
  ]);
  const all = [['', 'Greenlight', 'floor', 'ratio', 'aim', ''], ...lines];
  const widths = [0, 1, 2, 3, 4].map((i) => Math.max(...all.map((cells) => cells[i]?.length ?? 0)));
  const table = all.map((cells) =>
    cells
      .map((cell, i) => padded(cell, i, widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [
    `${machine.cores} cores, Node ${machine.node}, SQLite with synchronous = FULL, audit on`,
    `${short(load.statementsPerRun)} statements for each run, ${short(load.unitsPerCommit)} units for each commit`,
    '',
    ...table,
    '',
    'The floor is the same statements, bare and prepared, in the same groups, on the same machine in turns with the ring.',
    '',
    graphsTable(figures.graphs),
    '',
    pacingTable(figures.pacing),
  ].join('\n');
}

function ratioText({ unit, ratio }: Row): string {
  if (!Number.isFinite(ratio)) return '–';
  return unit === 'MB' ? `${ratio.toFixed(1)} ×` : `${ratio.toFixed(0)} %`;
}

function padded(cell: string, column: number, width: number): string {
  return column === 0 || column > 3 ? cell.padEnd(width) : cell.padStart(width);
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2);
}
