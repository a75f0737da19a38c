/** From a click in the chat to the API server, through the whole ring; and the least that it takes: to read the run and to patch it. */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';
import { createKubeVelaEngine } from '../../src/engines/kubevela/kubevela-engine.ts';
import { systemClock } from '../../src/time.ts';
import { alarmLog } from '../alarm.ts';
import { ENGINE } from '../people.ts';
import { percentile } from '../statistics.ts';
import { openWorld } from '../world.ts';
import type { Cluster } from './cluster.ts';

export type Way = { p50Ms: number; p99Ms: number };

const now = (): number => performance.timeOrigin + performance.now();

/** People think for so long before they click. */
const THINK_MS = 5;

export async function measureClicks(cluster: Cluster, runs: number): Promise<{ ring: Way; floor: Way }> {
  const clicked: number[] = [];
  const { engine } = createKubeVelaEngine(
    {
      id: ENGINE,
      access: { kubeconfig: cluster.kubeconfig },
      namespaces: ['prod'],
      workflows: [],
      takesOver: [],
      secret: 'of the benchmark',
      newest: async () => undefined,
    },
    { clock: systemClock, log: alarmLog(fail) },
  );
  const world = await openWorld({
    engine,
    thinkMs: THINK_MS,
    moments: { clicked: () => void clicked.push(now()) },
  });
  try {
    // One at a time, so that the first click is the first patch.
    await world.run(runs, 1);
    await world.close();
  } finally {
    await world.remove();
  }
  const arrived = cluster.arrivals('prod');
  const warm = Math.ceil(runs / 10);
  const ring = wayOf(clicked.map((at, i) => (arrived[i] ?? Number.NaN) - at).slice(warm));
  return { ring, floor: await measureFloor(cluster) };
}

async function measureFloor(cluster: Cluster): Promise<Way> {
  const { clusters, users } = JSON.parse(readFileSync(cluster.kubeconfig, 'utf8')) as {
    clusters: { cluster: { server: string } }[];
    users: { user: { token: string } }[];
  };
  const server = clusters[0]?.cluster.server ?? '';
  const headers = { authorization: `Bearer ${users[0]?.user.token ?? ''}`, accept: 'application/json' };
  const dispatcher = new Agent();
  const begun: number[] = [];
  for (let i = 0; i < 300; i += 1) {
    const path = `${server}/apis/core.oam.dev/v1alpha1/namespaces/floor/workflowruns/run-${i}`;
    begun.push(now());
    const { body } = await request(path, { dispatcher, headers });
    await body.json();
    const operations = [
      { op: 'test', path: '/status/steps/1/phase', value: 'suspending' },
      { op: 'replace', path: '/status/steps/1/phase', value: 'running' },
      { op: 'replace', path: '/status/suspend', value: false },
    ];
    const patched = await request(`${path}/status`, {
      dispatcher,
      method: 'PATCH',
      headers: { ...headers, 'content-type': 'application/json-patch+json' },
      body: JSON.stringify(operations),
    });
    await patched.body.dump();
  }
  await dispatcher.close();
  const arrived = cluster.arrivals('floor');
  return wayOf(begun.map((at, i) => (arrived[i] ?? Number.NaN) - at).slice(30));
}

function wayOf(latencies: readonly number[]): Way {
  return { p50Ms: percentile(latencies, 50), p99Ms: percentile(latencies, 99) };
}

function fail(error: unknown): void {
  throw error;
}
