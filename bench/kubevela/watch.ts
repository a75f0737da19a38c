/**
 * Watches all runs of a namespace in a process of its own. Arguments: kubeconfig, namespace, how many runs there are. Prints `{ client, idle, full, ms }`: bytes
 * of the client and an engine without a run, of the engine beside that once all runs were told, and how long that took.
 */
import { createKubeVelaEngine } from '../../src/engines/kubevela/kubevela-engine.ts';
import { silentLog } from '../../src/log.ts';
import { stopwatch, systemClock } from '../../src/time.ts';
import { settledRss } from '../children/rss.ts';

const [kubeconfig = '', namespace = '', count = '0'] = process.argv.slice(2);

/** Resolves with the milliseconds until `runs` different runs were told. */
async function watch(where: string, runs: number): Promise<number> {
  const told = new Set<string>();
  const elapsed = stopwatch();
  const { engine } = createKubeVelaEngine(
    {
      id: 'cluster',
      access: { kubeconfig },
      namespaces: [where],
      workflows: [],
      takesOver: [],
      secret: 'of the benchmark',
      newest: async () => undefined,
    },
    { clock: systemClock, log: silentLog },
  );
  const whole = new Promise<void>((resolve) => {
    if (runs === 0) resolve();
    const observer = async ({ ref }: { ref: string }): Promise<void> => {
      told.add(ref);
      if (told.size === runs) resolve();
    };
    void engine.start(observer);
  });
  await whole;
  return elapsed();
}

const before = await settledRss();
await watch('floor', 300);
const idle = await settledRss();
const ms = await watch(namespace, Number(count));
const after = await settledRss();
process.stdout.write(`${JSON.stringify({ idle: idle - before, full: after - idle, ms })}\n`);
process.exit(0);
