/**
 * What people intend, drawn from a seed: who starts which run where, and who answers its gates how and in which chat. The same seed and number
 * give the same story, whatever happens around it.
 */
import { createRandom } from '../../src/simulator/slack/faults.ts';
import type { Verdict } from './card.ts';
import { type Person, ROOMS, WIDE_ROOMS } from './cast.ts';
import { CHAT_IDS, type ChatId } from './chat.ts';
import { environmentName, type WorkflowName } from './workflows.ts';

/**
 * `race`: two people answer at the same moment. `crowd`: everybody clicks in every chat at the same moment. `stranger`: somebody without the
 * right clicks first. `cancel`: nobody answers, the run is cancelled by command.
 */
type Manner = 'click' | 'reply' | 'race' | 'crowd' | 'stranger' | 'cancel';

export type GateStory = {
  manner: Manner;
  verdict: Verdict;
  by: Person;
  /** Where they answer. */
  at: ChatId;
  other: Person;
  otherAt: ChatId;
  thinkMs: number;
};

export type Story = {
  /** Begins the tag that the run's card and its commands carry. */
  name: string;
  /** Where the command is typed. */
  chat: ChatId;
  /** Number of the room there. */
  room: number;
  /** Every chat that shows the card. */
  chats: readonly ChatId[];
  by: Person;
  environment: string;
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
  ...(['click', 'click', 'click', 'click', 'reply', 'reply', 'race', 'crowd', 'stranger', 'cancel'] as const),
];
const VERDICTS: readonly Verdict[] = ['approve', 'approve', 'approve', 'reject'];
const WORKFLOW_OF_STORY: readonly WorkflowName[] = ['ask', 'ask', 'ask', 'build', 'build', 'twice', 'work'];
/** This share of the runs is shown in all chats, the others in two. */
const EVERYWHERE = 0.6;

export function storyOf(seed: number, number: number): Story {
  const random = randomOf(seed, number);
  const [chat = 'slack', ...others] = shuffled(random, CHAT_IDS);
  const further = random() < EVERYWHERE ? others : others.slice(0, 1);
  const chats = [chat, ...further];
  const by = pick(random, ['ada', 'ben'] as const);
  return {
    name: `r${number}`,
    chat,
    room: Math.floor(random() * ROOMS),
    chats,
    by,
    environment: environmentName(pick(random, WORKFLOW_OF_STORY), further, Math.floor(random() * WIDE_ROOMS)),
    stranger: random() < 0.1,
    hold: Math.round((0.05 + random() * random() * 2) * 100) / 100,
    thinkMs: Math.floor(random() * 300),
    gates: [gateOf(random, chats, by), gateOf(random, chats, by)],
  };
}

/** Whoever started the run may try, and is refused: it takes somebody else to decide. */
function gateOf(random: Random, chats: readonly ChatId[], initiator: Person): GateStory {
  const drawn = shuffled(random, ['ben', 'chen'] as const);
  const [by = 'ben', other = 'chen'] = initiator === 'ben' ? (['chen', 'ben'] as const) : drawn;
  return {
    manner: pick(random, MANNERS),
    verdict: pick(random, VERDICTS),
    by,
    at: pick(random, chats),
    other,
    otherAt: pick(random, chats),
    thinkMs: Math.floor(30 + random() * 300),
  };
}
