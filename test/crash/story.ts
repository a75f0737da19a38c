/**
 * What people intend, drawn from a seed: who starts which run where, and who answers its gates how. The same seed and number give the same
 * story, whatever happens around it.
 */
import { createRandom } from '../../src/simulator/slack/faults.ts';

export const ADA = 'U0ADA';
export const BEN = 'U0BEN';
export const CHEN = 'U0CHEN';
export const DANA = 'U0DANA';

/** How cards call them. */
export const NAMES: Readonly<Record<string, string>> = {
  [ADA]: 'Ada Lovelace',
  [BEN]: 'Ben Okafor',
  [CHEN]: 'Chen Lin',
  [DANA]: 'Dana Fischer',
};

export const WORKSPACES = ['slack-a', 'slack-b', 'slack-c', 'slack-d'] as const;
export const ROOMS_EACH = 12;

export function roomId(number: number): string {
  return `C0ROOM${number}`;
}

/** Rooms that only get the second card of a run. */
export function wideRoomId(number: number): string {
  return `C0WIDE${number}`;
}

export const WIDE_ROOMS = 4;

export type Verdict = 'approve' | 'reject';

/**
 * `race`: two people answer at the same moment. `stranger`: somebody without the right clicks first. `cancel`: nobody answers, the run is
 * cancelled by command.
 */
type Manner = 'click' | 'reply' | 'race' | 'stranger' | 'cancel';

export type GateStory = { manner: Manner; verdict: Verdict; by: string; other: string; thinkMs: number };

export type Environment = 'ask' | 'build' | 'twice' | 'work' | `wide-${number}`;

export type Story = {
  /** Begins the tag that the run's card and its commands carry. */
  name: string;
  workspace: number;
  room: string;
  by: string;
  environment: Environment;
  /** Somebody without the right types the command first. */
  stranger: boolean;
  /** Seconds that a command takes. */
  hold: number;
  thinkMs: number;
  /** By number of the gate; more than a workflow has. */
  gates: readonly GateStory[];
};

export type Random = () => number;

export function randomOf(seed: number, number: number): Random {
  return createRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
}

export function pick<T>(random: Random, from: readonly T[]): T {
  const one = from[Math.floor(random() * from.length)];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
}

export function shuffled<T>(random: Random, from: readonly T[]): T[] {
  const left = [...from];
  const out: T[] = [];
  while (left.length > 0) out.push(...left.splice(Math.floor(random() * left.length), 1));
  return out;
}

const MANNERS: readonly Manner[] = [
  ...(['click', 'click', 'click', 'click', 'reply', 'reply', 'race', 'race', 'stranger', 'cancel'] as const),
];
const VERDICTS: readonly Verdict[] = ['approve', 'approve', 'approve', 'reject'];

export function storyOf(seed: number, number: number): Story {
  const random = randomOf(seed, number);
  const kinds: Environment[] = ['ask', 'ask', 'build', 'build', 'twice', 'work'];
  kinds.push(`wide-${Math.floor(random() * WIDE_ROOMS)}`);
  return {
    name: `r${number}`,
    workspace: Math.floor(random() * WORKSPACES.length),
    room: roomId(Math.floor(random() * ROOMS_EACH)),
    by: pick(random, [ADA, BEN]),
    environment: pick(random, kinds),
    stranger: random() < 0.1,
    hold: Math.round((0.05 + random() * random() * 2) * 100) / 100,
    thinkMs: Math.floor(random() * 300),
    gates: [gateOf(random), gateOf(random)],
  };
}

function gateOf(random: Random): GateStory {
  const [by = BEN, other = CHEN] = shuffled(random, [BEN, CHEN]);
  return {
    manner: pick(random, MANNERS),
    verdict: pick(random, VERDICTS),
    by,
    other,
    thinkMs: Math.floor(30 + random() * 300),
  };
}
