/**
 * The crash test without end: `npm run soak -- --minutes 30 --seed 7`. Each round has a seed of its own; the first violation ends it with exit
 * code 1 and the seed that shows it again.
 */
import { parseArgs } from 'node:util';
import { stopwatch } from '../src/time.ts';
import { playRound } from '../test/crash/round.ts';
import { WINDOWS, type Window } from '../test/crash/windows.ts';

const RUNS = 200;
const KILLS = 64;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
  },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);
if (!(minutes > 0) || !Number.isSafeInteger(seed)) {
  process.stderr.write('usage: npm run soak -- --minutes N --seed S\n');
  process.exit(2);
}

const elapsed = stopwatch();
const totals = { rounds: 0, runs: 0, kills: 0, votes: 0, commands: 0 };
const windows = Object.fromEntries(WINDOWS.map((window) => [window, 0])) as Record<Window, number>;

while (elapsed() < minutes * 60_000) {
  const own = seed + totals.rounds;
  const round = await playRound({ seed: own, runs: RUNS, kills: KILLS, say: () => {} });
  totals.rounds += 1;
  totals.runs += round.counts.runs;
  totals.kills += round.killed;
  totals.votes += round.counts.votes;
  totals.commands += round.counts.commands;
  for (const window of WINDOWS) windows[window] += round.kills[window];
  const { rounds, runs, kills, votes, commands } = totals;
  const time = `${(elapsed() / 60_000).toFixed(1)} min`;
  process.stdout.write(
    `${time}: ${rounds} rounds, ${runs} runs, ${kills} kills, ${votes} acknowledged votes, ${commands} commands\n`,
  );
  if (round.violations.length === 0) continue;
  process.stdout.write(`${round.violations.join('\n')}\n`);
  process.stdout.write(`Again: SEED=${own} node --test test/crash/crash.test.ts; logs in ${round.folder}\n`);
  process.exit(1);
}
for (const window of WINDOWS) process.stdout.write(`${String(windows[window]).padStart(6)}  ${window}\n`);
process.stdout.write('No violation.\n');
