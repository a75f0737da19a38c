/** A server that is there to be killed: starts runs and lets the engine bring them to their end. Arguments: folder, number of runs. */
import { join } from 'node:path';
import { isFinal } from '../../../src/domain/run.ts';
import { createEmbeddedEngine } from '../../../src/engines/embedded/embedded-engine.ts';
import { silentLog } from '../../../src/log.ts';
import { systemClock } from '../../../src/time.ts';
import { request } from '../../contracts/engine.ts';
import { until } from '../../until.ts';
import { openDatabase } from './bench.ts';

const [, , folder = '', runs = '1'] = process.argv;
const append = join(folder, 'append');
const environment = { PATH: process.env.PATH ?? '', FOLDER: folder };
const { engine } = createEmbeddedEngine(
  {
    id: 'local',
    workflows: join(folder, 'workflows'),
    dataDir: join(folder, 'data'),
    targets: [{ name: 'append', command: { argv: [append], environment } }],
    exec: { allow: new Map([['append', append]]), cwd: folder, environment },
  },
  { db: await openDatabase(join(folder, 'greenlight.db')), clock: systemClock, log: silentLog },
);
await engine.start(async () => {});
process.stdout.write('started\n');
const refs: string[] = [];
for (let i = 0; i < Number(runs); i += 1) {
  // Steps one after another, and side by side.
  refs.push((await engine.run(request(i % 2 === 0 ? 'w' : 'g'), `key-${i}`)).ref);
}
await until(
  'every run to end',
  async () => {
    const snapshots = await Promise.all(refs.map((ref) => engine.look(ref)));
    return snapshots.every((s) => s !== undefined && isFinal(s.phase));
  },
  60_000,
);
const ends = await Promise.all(refs.map((ref) => engine.look(ref)));
process.stdout.write(`ended ${JSON.stringify(ends)}\n`);
await engine.stop();
process.exit(0);
