/**
 * Holds suspended runs in the ring, in a process of its own, and prints what that costs: `{ "before": bytes, "after": bytes }`.
 * Arguments: how many runs; optionally a file that takes down the statements instead, one JSON array in each line.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { openWorld } from '../world.ts';
import { settledRss } from './rss.ts';

const TOGETHER = 64;
/** Runs that go through to their end before the first look: everything is compiled then, and every pool has its size. */
const WARM_UP = 4000;

const [count = '10000', file] = process.argv.slice(2);
const score = file === undefined ? undefined : openSync(file, 'w');
let lines: string[] = [];

function flush(): void {
  if (score !== undefined && lines.length > 0) writeSync(score, `${lines.join('\n')}\n`);
  lines = [];
}

const world = await openWorld({
  ...(score !== undefined && {
    onStatement: (sql, params, via) => {
      lines.push(JSON.stringify([via, sql, params]));
      if (lines.length === 1000) flush();
    },
  }),
});
await world.run(WARM_UP, TOGETHER);
lines.push('');
await quiet();
const before = await settledRss();
await world.suspend(Number(count), TOGETHER);
await quiet();
const after = await settledRss();
flush();
if (score !== undefined) closeSync(score);
await world.close();
await world.remove();
process.stdout.write(`${JSON.stringify({ before, after })}\n`);

/** What is marked and looked at in the background has had its turn. */
async function quiet(): Promise<void> {
  await wait(1500);
}
