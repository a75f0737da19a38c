/**
 * `npm run bench:chats`: three simulated chats with the vendors' limits at once. Prints how soon a decision is shown everywhere beside what the
 * limits allow at best, and what the three connections cost in memory. About fifteen minutes; `--decisions N` and `--seed S` change the first part.
 */
import { parseArgs } from 'node:util';
import { measureChatsMemory } from './chats/memory.ts';
import { measureSettling } from './chats/settle.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    decisions: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});

const MEGABYTE = 1_000_000;
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const verdict = (met: boolean): string => (met ? 'met' : 'MISSED');

if (values.only !== 'memory') {
  const { runs, paced, instant, throttled } = await measureSettling(
    { runs: Number(values.runs), decisions: Number(values.decisions), seed: Number(values.seed) },
    print,
  );
  print('');
  print(
    `${runs} runs open in one room of each chat, 12 decisions a minute, 50–150 ms from and to each vendor`,
  );
  print(`  settled on the others   p50 ${paced.p50Ms.toFixed(0)} ms`);
  print(
    `                          p95 ${paced.p95Ms.toFixed(0)} ms   ≤ 2000   ${verdict(paced.p95Ms <= 2_000)}`,
  );
  print(
    `                          p99 ${paced.p99Ms.toFixed(0)} ms   ≤ 5000   ${verdict(paced.p99Ms <= 5_000)}`,
  );
  print(
    `${instant.decisions} decisions in one instant: the last card, beside the least that the limits allow`,
  );
  for (const { chat, ms, leastMs } of instant.last)
    print(`  ${chat.padEnd(22)} ${(ms / 1000).toFixed(2)} s   ${(leastMs / 1000).toFixed(2)} s`);
  const lastMs = Math.max(...instant.last.map(({ ms }) => ms));
  const leastMs = Math.max(...instant.last.map((one) => one.leastMs));
  const ratio = lastMs / leastMs;
  print(
    `  the last of all        ${(lastMs / 1000).toFixed(2)} s   ${(leastMs / 1000).toFixed(2)} s   ratio ${ratio.toFixed(3)}   ≤ 1.2   ${verdict(ratio <= 1.2)}`,
  );
  const refused = [...throttled.values()].reduce((sum, count) => sum + count, 0);
  print(`calls refused as too many: ${refused}   0   ${verdict(refused === 0)}`);
  for (const [method, count] of throttled) print(`  ${method}: ${count}`);
}
if (values.only !== 'settling') {
  const { none, each, all, sdk } = await measureChatsMemory();
  print('');
  print('memory of the server at rest after a first and a later start, and what the SDK alone takes');
  print(`  no chat                ${megabytes(none.first)} MB   ${megabytes(none.later)} MB`);
  for (const chat of ['slack', 'feishu', 'dingtalk'] as const) {
    const { first, later } = each[chat];
    print(
      `  ${chat.padEnd(22)} ${megabytes(first)} MB   ${megabytes(later)} MB   SDK ${megabytes(sdk[chat])} MB`,
    );
  }
  const met = verdict(all.later <= 200 * MEGABYTE);
  print(`  all three              ${megabytes(all.first)} MB   ${megabytes(all.later)} MB   ≤ 200   ${met}`);
}

function megabytes(bytes: number): string {
  return (bytes / MEGABYTE).toFixed(0);
}
