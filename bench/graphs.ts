/**
 * What runs cost when there is much of something: 50 steps in one run, 1,000 runs at once, 10,000 runs stored. Cost is the processor's time: how long something
 * takes depends on what else the machine does, and these are compared over minutes.
 */
import { stopwatch } from '../src/time.ts';
import { WORKFLOW } from './people.ts';
import { median } from './statistics.ts';
import { openWorld, type World } from './world.ts';

export type Graphs = {
  /** A run of three steps, with few stored and 64 at a time: what the others stand beside. */
  usual: { stored: number; steps: number; each: Cost };
  /** A run of so many steps. */
  wide: { steps: number; each: Cost };
  /** A run when so many are under way. */
  crowd: { at: number; each: Cost };
  /** A run when so many are stored. */
  grown: { stored: number; each: Cost };
};

/** For each run: milliseconds of the processor, and how many come to their end in a second. */
export type Cost = { cpuMs: number; runsPerSecond: number };

export type GraphSizes = { rounds: number; batch: number; crowd: number; stored: number };

const TOGETHER = 64;
const SMALL_STEPS = 3;
const FEW = 10;

/** A gate, six layers of eight steps of which each waits for two of the layer before, and an end: 50 steps. */
const LAYERS = 6;
const WIDTH = 8;
const STEPS = LAYERS * WIDTH + 2;

export async function measureGraphs(sizes: GraphSizes): Promise<Graphs> {
  const big = await openWorld();
  try {
    await big.run(sizes.stored, TOGETHER);
    const costs: Record<'usual' | 'wide' | 'crowd' | 'grown', Cost[]> = {
      usual: [],
      wide: [],
      crowd: [],
      grown: [],
    };
    const { batch, crowd } = sizes;
    // Not counted: what runs first runs uncompiled.
    await fresh({}, (world) => perRun(world, batch, TOGETHER));
    // Turn by turn, so that all meet the same noise.
    for (let round = 0; round < sizes.rounds; round += 1) {
      costs.usual.push(await fresh({}, (world) => perRun(world, batch, TOGETHER)));
      costs.grown.push(await perRun(big, batch, TOGETHER));
      costs.wide.push(await fresh({ workflow: wideWorkflow() }, (world) => perRun(world, batch, TOGETHER)));
      costs.crowd.push(await fresh({}, (world) => perRun(world, crowd, crowd)));
    }
    await big.close();
    return {
      usual: { stored: FEW, steps: SMALL_STEPS, each: middle(costs.usual) },
      wide: { steps: STEPS, each: middle(costs.wide) },
      crowd: { at: crowd, each: middle(costs.crowd) },
      grown: { stored: sizes.stored, each: middle(costs.grown) },
    };
  } finally {
    await big.remove();
  }
}

/** In a database of its own, with a few runs in it. */
async function fresh(
  options: { workflow?: string },
  measure: (world: World) => Promise<Cost>,
): Promise<Cost> {
  const world = await openWorld(options);
  try {
    await world.run(FEW, FEW);
    const cost = await measure(world);
    await world.close();
    return cost;
  } finally {
    await world.remove();
  }
}

async function perRun(world: World, runs: number, together: number): Promise<Cost> {
  const elapsed = stopwatch();
  const before = process.cpuUsage();
  await world.run(runs, together);
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1000 / runs, runsPerSecond: (1000 * runs) / elapsed() };
}

function middle(costs: readonly Cost[]): Cost {
  return {
    cpuMs: median(costs.map(({ cpuMs }) => cpuMs)),
    runsPerSecond: median(costs.map(({ runsPerSecond }) => runsPerSecond)),
  };
}

function wideWorkflow(): string {
  const name = (layer: number, i: number): string => `step-${layer}-${i % WIDTH}`;
  const steps = ['{ name: approve, type: suspend, properties: { message: Go? } }'];
  for (let layer = 0; layer < LAYERS; layer += 1) {
    for (let i = 0; i < WIDTH; i += 1) {
      const before = layer === 0 ? ['approve'] : [name(layer - 1, i), name(layer - 1, i + 1)];
      steps.push(
        `{ name: ${name(layer, i)}, type: print-message-in-status, dependsOn: [${before.join(', ')}], properties: { message: done } }`,
      );
    }
  }
  const last = Array.from({ length: WIDTH }, (_, i) => name(LAYERS - 1, i)).join(', ');
  steps.push(
    `{ name: end, type: print-message-in-status, dependsOn: [${last}], properties: { message: all is done } }`,
  );
  return `apiVersion: core.oam.dev/v1alpha1
kind: Workflow
metadata: { name: ${WORKFLOW} }
mode: { steps: DAG }
steps:
${steps.map((step) => `  - ${step}`).join('\n')}
`;
}
