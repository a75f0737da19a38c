/** `npm run bench`: prints how fast the ring is beside what the database alone would take. `--json` prints the figures, `--quick` does less of each. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { measureGraphs } from './graphs.ts';
import { graphAims } from './graphs-table.ts';
import { measureMemory } from './memory.ts';
import { measurePacing, QUICK_MINUTES, WATCHED_MINUTES } from './pacing/measure.ts';
import { pacingAims } from './pacing/table.ts';
import { type Figures, rowsOf, tableOf } from './report.ts';
import { measureSpeed } from './speed.ts';
import { measureStarts } from './startup.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
});

const rounds = values.quick ? 1 : 5;

const figures: Figures = {
  machine: { cores: availableParallelism(), node: process.version },
  load: await measureSpeed({
    warmUp: 200,
    runs: values.quick ? 500 : 1500,
    together: 64,
    rounds,
    thinkMs: 0,
  }),
  alone: await measureSpeed({
    warmUp: 20,
    runs: values.quick ? 50 : 100,
    together: 1,
    rounds,
    thinkMs: 5,
  }),
  memory: await measureMemory(values.quick ? 2000 : 10_000),
  starts: await measureStarts(values.quick ? 1 : 3),
  graphs: await measureGraphs(
    values.quick
      ? { rounds: 1, batch: 100, crowd: 1000, stored: 2000 }
      : { rounds: 5, batch: 200, crowd: 1000, stored: 10_000 },
  ),
  pacing: await measurePacing(values.quick ? QUICK_MINUTES : WATCHED_MINUTES),
};

if (values.json)
  process.stdout.write(
    `${JSON.stringify({ ...figures, rows: rowsOf(figures), graphAims: graphAims(figures.graphs), pacingAims: pacingAims(figures.pacing) }, null, 2)}\n`,
  );
else process.stdout.write(`${tableOf(figures)}\n`);
