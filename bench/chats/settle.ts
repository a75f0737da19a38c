/** How soon the other chats show a decision: at an everyday pace, and when a hundred are made in one instant. */
import { setTimeout as wait } from 'node:timers/promises';
import { createRandom } from '../../test/fakes/random.ts';
import { percentile } from '../statistics.ts';
import { CHATS, openTown, type Town } from './town.ts';
import type { TownChat } from './town-chats.ts';

export type Settled = {
  runs: number;
  /** At 12 decisions a minute: milliseconds from the click until a card in another chat tells of it. */
  paced: { decisions: number; p50Ms: number; p95Ms: number; p99Ms: number };
  /** Decisions in one instant: when the last card of each chat tells of its decision, and how soon the vendor's limits would allow it at best. */
  instant: { decisions: number; last: { chat: string; ms: number; leastMs: number }[] };
  /** Calls that a vendor refused for their frequency, from the first to the last moment: `chat method` → how many. */
  throttled: ReadonlyMap<string, number>;
};

const PER_MINUTE = 12;
/** New cards go into one room: the slowest vendor takes one message a second, and each card has its message to the approvers. */
const SET_UP_MS = 10 * 60_000;
/** After this no vendor remembers what was sent before. */
const FORGET_MS = 62_000;

export async function measureSettling(
  { runs, decisions, seed }: { runs: number; decisions: number; seed: number },
  say: (line: string) => void,
): Promise<Settled> {
  const town = await openTown({ platforms: CHATS, seed, latency: true });
  try {
    say(`${runs} runs are being opened …`);
    for (let i = 0; i < runs; i += 1) chatOf(town, i).deploy();
    await town.until('the open runs', () => openRuns(town).length >= runs, SET_UP_MS);
    await wait(FORGET_MS);
    say(`${decisions} decisions, ${PER_MINUTE} a minute …`);
    const delays = await decidePaced(town, decisions, seed);
    await town.until('the open runs', () => openRuns(town).length >= runs, SET_UP_MS);
    await wait(FORGET_MS);
    say(`${runs} decisions in one instant …`);
    const instant = await decideAtOnce(town, runs);
    const throttled = new Map<string, number>();
    for (const chat of town.chats)
      for (const method of chat.throttled()) {
        const name = `${chat.name} ${method}`;
        throttled.set(name, (throttled.get(name) ?? 0) + 1);
      }
    const [p50Ms = 0, p95Ms = 0, p99Ms = 0] = [50, 95, 99].map((percent) => percentile(delays, percent));
    return { runs, paced: { decisions, p50Ms, p95Ms, p99Ms }, instant, throttled };
  } finally {
    await town.close();
  }
}

function chatOf({ chats }: Town, i: number): TownChat {
  const chat = chats[i % chats.length];
  if (chat === undefined) throw new Error('there is no chat');
  return chat;
}

/** Runs that ask in every chat and of which no chat tells a decision, oldest first. */
function openRuns({ chats }: Town): number[] {
  const [first, ...others] = chats;
  return [...(first?.asked.keys() ?? [])]
    .filter(
      (run) => others.every(({ asked }) => asked.has(run)) && !chats.some(({ decided }) => decided.has(run)),
    )
    .sort((a, b) => a - b);
}

async function decidePaced(town: Town, decisions: number, seed: number): Promise<number[]> {
  const random = createRandom(seed + 1);
  const slotMs = 60_000 / PER_MINUTE;
  const begun = performance.now();
  const made: { run: number; by: TownChat; at: number }[] = [];
  const taken = new Set<number>();
  for (let i = 0; i < decisions; i += 1) {
    await wait(Math.max(0, begun + (i + random.next()) * slotMs - performance.now()));
    const run = openRuns(town).find((one) => !taken.has(one));
    if (run === undefined) throw new Error('no run is open');
    taken.add(run);
    const by = chatOf(town, i);
    made.push({ run, by, at: performance.now() });
    if (!(await by.approve(run))) throw new Error(`a click in ${by.name} was not acknowledged`);
    chatOf(town, i + 1).deploy();
  }
  await town.until(
    'the last card',
    () => made.every(({ run }) => town.chats.every(({ decided }) => decided.has(run))),
    60_000,
  );
  return made.flatMap(({ run, by, at }) =>
    town.chats.filter((chat) => chat !== by).map(({ decided }) => (decided.get(run) ?? Number.NaN) - at),
  );
}

async function decideAtOnce(town: Town, count: number): Promise<Settled['instant']> {
  const runs = openRuns(town).slice(0, count);
  const at = performance.now();
  await Promise.all(runs.map((run, i) => chatOf(town, i).approve(run)));
  const all = (chat: TownChat): boolean => runs.every((run) => chat.decided.has(run));
  await town.until('the last card', () => town.chats.every(all), 5 * 60_000);
  const last = town.chats.map((chat) => ({
    chat: chat.name,
    ms: Math.max(...runs.map((run) => chat.decided.get(run) ?? Number.NaN)) - at,
    leastMs: chat.leastMs(runs.length),
  }));
  return { decisions: runs.length, last };
}
