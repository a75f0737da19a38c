// Fails at the first time for each run, and goes well afterwards.
import { writeFileSync } from 'node:fs';
import { json } from 'node:stream/consumers';

const { context } = await json(process.stdin);
try {
  writeFileSync(`${process.env.FOLDER}/once-${context.run}`, '', { flag: 'wx' });
} catch {
  process.exit(0);
}
process.stderr.write('starting\nthe disk is full\n');
process.exitCode = 3;
