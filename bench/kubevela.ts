/** `npm run bench:kubevela`: what 5,000 waiting runs of a cluster cost, and how soon a click is at its API server. `--quick` does less of each. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { measureClicks } from './kubevela/clicks.ts';
import { startCluster } from './kubevela/cluster.ts';

const quick = process.argv.includes('--quick');
const runs = quick ? 1000 : 5000;
const MEGABYTE = 1_000_000;
/** A click is at the API server so soon, beside what the server itself takes. */
const CLICK_MS = 50;

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const verdict = (met: boolean): string => (met ? 'met' : 'MISSED');
const WATCH = fileURLToPath(new URL('kubevela/watch.ts', import.meta.url));

{
  await using cluster = await startCluster(runs);
  const args = ['--expose-gc', WATCH, cluster.kubeconfig, 'crowd', String(runs)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { idle, full, ms } = JSON.parse(stdout) as { idle: number; full: number; ms: number };
  print(`${runs} WorkflowRuns that wait at a gate`);
  print(`  the client, loaded          ${(idle / MEGABYTE).toFixed(0)} MB`);
  print(`  the runs beside that        ${(full / MEGABYTE).toFixed(1)} MB`);
  print(`  until all of them were told ${ms.toFixed(0)} ms, ${((runs / ms) * 1000).toFixed(0)} runs/s`);
}
{
  await using cluster = await startCluster(0);
  const { ring, floor } = await measureClicks(cluster, quick ? 100 : 400);
  const most = floor.p99Ms + CLICK_MS;
  print('from a click to the patch at the API server, beside a bare read and patch');
  print(`  p50 ${ring.p50Ms.toFixed(1)} ms   ${floor.p50Ms.toFixed(1)} ms`);
  print(
    `  p99 ${ring.p99Ms.toFixed(1)} ms   ${floor.p99Ms.toFixed(1)} ms   ≤ ${most.toFixed(0)}   ${verdict(ring.p99Ms <= most)}`,
  );
}
