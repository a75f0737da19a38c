/** The fake cluster from outside: its process, its kubeconfig, and when patches arrived there. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type Cluster = AsyncDisposable & {
  kubeconfig: string;
  /** Milliseconds since the epoch at which patches of runs in this namespace arrived, in their order. */
  arrivals(namespace: string): readonly number[];
};

const SERVER = fileURLToPath(new URL('server.ts', import.meta.url));

/** `runs`: how many wait at a gate in the namespace `crowd`. */
export async function startCluster(runs: number): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-bench-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const server = spawn(process.execPath, [SERVER, String(runs)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const arrived: { at: number; namespace: string }[] = [];
  const lines = createInterface(server.stdout);
  await new Promise<void>((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`the fake cluster has ended with ${code}`)));
    lines.on('line', (line) => {
      const said = JSON.parse(line) as { at?: number; namespace?: string };
      if (said.at !== undefined) arrived.push({ at: said.at, namespace: said.namespace ?? '' });
      else writeFile(kubeconfig, line).then(resolve, reject);
    });
  });
  return {
    kubeconfig,
    arrivals: (namespace) => arrived.filter((one) => one.namespace === namespace).map(({ at }) => at),
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.stdin.end();
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}
