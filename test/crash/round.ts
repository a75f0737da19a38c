/** One round: some servers, each with its own world and people, killed again and again; then peace, and the verdict. */
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopwatch } from '../../src/time.ts';
import type { Verdict } from './judge.ts';
import { type Deck, playLane } from './lane.ts';
import { randomOf, shuffled } from './story.ts';
import { type Aim, REQUIRED_WINDOWS, TEMPTATIONS, WINDOWS, type Window } from './windows.ts';

export type RoundOptions = {
  seed: number;
  runs: number;
  kills: number;
  say: (line: string) => void;
};

export type RoundResult = {
  kills: Readonly<Record<Window, number>>;
  killed: number;
  seconds: number;
  counts: Verdict['counts'];
  violations: string[];
  /** Kept when there are violations. */
  folder: string;
};

/** Two servers at once keep two cores busy: one starts while the other one works. */
const LANES = 2;
/** Beside `kills`, so many more may be aimed at windows that were hit too seldom. */
const MORE_KILLS = 30;
export const LEAST_KILLS = 3;

/** How the kills are shared out. */
const SHARES: readonly (readonly [Aim, number])[] = [
  ['before store', 3],
  ...TEMPTATIONS.map((aim) => [aim, 2] as const),
  ['stored not acked', 7],
  ['acked not decided', 5],
  ['decided not called', 8],
  ['called not answered', 8],
  ['posted not recorded', 8],
  ['command running', 6],
  ['command cut off', 3],
  ['edited not recorded', 4],
  ['decided not acked', 3],
  ['starting up', 3],
  ['elsewhere', 3],
];

export async function playRound({ seed, runs, kills, say }: RoundOptions): Promise<RoundResult> {
  const elapsed = stopwatch();
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-crash-'));
  const deck = createDeck(seed, kills);
  const left = { stories: runs };
  let number = 0;
  const nextStory = (): number | undefined => {
    if (left.stories <= 0 && deck.isOver()) return undefined;
    left.stories -= 1;
    number += 1;
    return number;
  };
  const lanes = await Promise.all(
    Array.from({ length: LANES }, async (_, lane) => {
      const own = join(folder, `lane-${lane}`);
      mkdirSync(own);
      return await playLane({ folder: own, seed, lane, deck, nextStory, say });
    }),
  );
  const violations = lanes.flatMap((verdict, lane) =>
    verdict.violations.map((one) => `lane ${lane}: ${one}`),
  );
  if (violations.length === 0 && process.env.KEEP === undefined)
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  return {
    kills: deck.fallen,
    killed: Object.values(deck.fallen).reduce((sum, count) => sum + count, 0),
    seconds: Math.round(elapsed() / 1000),
    counts: sumOf(lanes.map((verdict) => verdict.counts)),
    violations,
    folder,
  };
}

/** The aims in the order of the seed, then what is still missing. */
function createDeck(seed: number, kills: number): Deck {
  const total = SHARES.reduce((sum, [, share]) => sum + share, 0);
  const aims = SHARES.flatMap(([window, share]) =>
    Array.from({ length: Math.max(1, Math.round((share / total) * kills)) }, () => window),
  );
  const order = shuffled(randomOf(seed, -1), aims);
  const fallen = Object.fromEntries(WINDOWS.map((window) => [window, 0])) as Record<Window, number>;
  let more = MORE_KILLS;
  let dealt = 0;
  const missing = (): Aim | undefined => REQUIRED_WINDOWS.find((window) => fallen[window] < LEAST_KILLS);
  const next = (): Aim | undefined => order[dealt] ?? (more > 0 ? missing() : undefined);
  return {
    fallen,
    isOver: () => next() === undefined,
    deal() {
      const aim = next();
      if (dealt < order.length) dealt += 1;
      else more -= 1;
      return aim;
    },
  };
}

function sumOf(all: readonly Verdict['counts'][]): Verdict['counts'] {
  const sum = { runs: 0, cards: 0, notices: 0, told: 0, votes: 0, commands: 0, answers: 0 };
  for (const counts of all)
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += counts[name];
  return sum;
}
