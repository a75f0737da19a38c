/**
 * The verdict, from what the world saw and nothing else: acknowledged clicks, messages with their history, answers to single people, and the lines
 * that the target's commands wrote. The server's tables are not looked at.
 */
import { type Card, isOver, type SettledGate, wordsOf } from './card.ts';
import { NAMES } from './cast.ts';
import type { Message } from './chat.ts';
import { judgeChannels } from './judge-channels.ts';
import { judgeMessages } from './judge-messages.ts';
import { judgeCommands, judgeVotes } from './judge-people.ts';
import type { Line } from './ledger.ts';
import type { People } from './people.ts';
import { stepsOf } from './workflows.ts';
import type { World } from './world.ts';

export type Verdict = {
  violations: string[];
  counts: {
    runs: number;
    cards: number;
    notices: number;
    told: number;
    votes: number;
    commands: number;
    answers: number;
  };
};

export type Complain = (about: string) => void;

export function judge(world: World, people: People): Verdict {
  const violations: string[] = [];
  const complain = (about: string): void => void violations.push(about);
  const tags = world.tags();
  const lines = Map.groupBy(world.ledger.lines(), (line) => line.tag);
  for (const tag of tags) {
    const cards = world.cards(tag);
    judgeCards(tag, cards, people, complain);
    judgeRun(tag, cards, lines.get(tag) ?? [], people, complain);
  }
  for (const tag of lines.keys())
    if (world.cards(tag).length === 0) complain(`${tag}: a command ran for it, but no room has its card`);
  const notices = judgeMessages(world, complain);
  const told = judgeChannels(world, complain);
  judgeCommands(world, people, complain);
  const answers = judgeVotes(world, people, complain);
  return {
    violations,
    counts: {
      runs: tags.length,
      cards: tags.reduce((sum, tag) => sum + world.cards(tag).length, 0),
      notices,
      told,
      votes: people.deeds.filter((deed) => deed.gate !== undefined && deed.acked).length,
      commands: world.ledger.lines().filter((line) => line.kind === 'begin').length,
      answers,
    },
  };
}

/** One card in each chat of the run, all of them at the same end and with the same words. */
function judgeCards(tag: string, cards: readonly Message[], people: People, complain: Complain): void {
  const chats = people.storyOf(tag)?.chats ?? [];
  for (const chat of chats)
    if (!cards.some((one) => one.chat === chat)) complain(`${tag}: ${chat} has no card of it`);
  const places = new Set<string>();
  for (const message of cards) {
    const place = `${message.chat}/${message.room}`;
    if (places.has(place)) complain(`${tag}: a second card in ${place} (${message.id})`);
    places.add(place);
    const card = message.card();
    if (message.isGone() || card === undefined) complain(`${tag}: its card in ${place} is gone`);
    else if (!isOver(card)) complain(`${tag}: its card in ${place} still says "${card.status}"`);
    else if (card.open.length > 0) complain(`${tag}: its card in ${place} is over and has buttons`);
    else if (card.status === 'failed') complain(`${tag}: its card in ${place} says failed`);
  }
  if (places.size > chats.length) complain(`${tag}: it is shown in ${[...places].join(', ')}`);
  const words = new Set(cards.map((message) => message.card()).map((card) => card && wordsOf(card)));
  if (words.size > 1) complain(`${tag}: its cards differ: ${[...words].join('\n---\n')}`);
}

/** What the commands did fits what people decided, and each attempt of a step was made once. */
function judgeRun(
  tag: string,
  cards: readonly Message[],
  lines: readonly Line[],
  people: People,
  complain: Complain,
): void {
  const card = cards[0]?.card();
  if (card === undefined) return;
  const begun = Map.groupBy(
    lines.filter((line) => line.kind === 'begin'),
    (line) => line.step,
  );
  for (const [step, all] of begun) {
    const attempts = new Set(all.map((line) => line.attempt));
    if (attempts.size < all.length)
      complain(`${tag}: step ${step} was done ${all.length} times in ${attempts.size} attempts`);
    if (attempts.size > 1 && !people.cutOff.has(tag))
      complain(`${tag}: step ${step} was tried again, but nobody asked for it`);
    const retries = people.deeds.filter((deed) => deed.kind === 'retry' && deed.tag === tag).length;
    if (attempts.size > 1 + retries)
      complain(`${tag}: step ${step} has ${attempts.size} attempts after ${retries} retries`);
  }
  if (!people.cutOff.has(tag) && everSaid(cards, 'cut off'))
    complain(`${tag}: its card speaks of a cut-off command, but none was`);
  judgeSteps(tag, card, begun, people, complain);
}

function judgeSteps(
  tag: string,
  card: Card,
  begun: ReadonlyMap<string, readonly Line[]>,
  people: People,
  complain: Complain,
): void {
  let stopped = false;
  for (const step of stepsOf(card.environment)) {
    if (step.type === 'suspend' && !stopped) {
      const isCancelled = people.deeds.some((deed) => deed.tag === tag && deed.kind === 'cancel');
      const settled = card.settled.filter((gate) => gate.title === step.meta?.alias);
      const [gate] = settled;
      if (gate === undefined && isCancelled) {
        stopped = true;
        continue;
      }
      if (settled.length !== 1 || gate === undefined) {
        complain(`${tag}: gate ${step.name} shows ${settled.length} decisions`);
        return;
      }
      if (!isTheirs(tag, gate, people))
        complain(
          `${tag}: ${gate.by} never gave the verdict ${gate.verdict} on "${gate.title}" in ${gate.where} that the card shows`,
        );
      stopped = gate.verdict === 'reject';
    }
    if (step.type !== 'apply-component') continue;
    const times = begun.get(step.name)?.length ?? 0;
    if (stopped && times > 0)
      complain(`${tag}: step ${step.name} ran although the gate before it was rejected`);
    if (!stopped && times === 0) complain(`${tag}: step ${step.name} never ran`);
  }
  const expected = stopped ? 'stopped' : 'succeeded';
  if (isOver(card) && card.status !== expected)
    complain(`${tag}: its card says ${card.status}, but it was ${expected}`);
}

/** Somebody gave this verdict on this very question in this very chat, with a button or words that belonged to it. */
function isTheirs(tag: string, settled: SettledGate, { deeds }: People): boolean {
  return deeds.some(
    ({ tag: about, verdict, person, chat, gate }) =>
      about === tag &&
      verdict === settled.verdict &&
      NAMES[person] === settled.by &&
      chat === settled.where.toLowerCase() &&
      gate?.title === settled.title,
  );
}

function everSaid(cards: readonly Message[], words: string): boolean {
  return cards.some((message) => message.versions().some((card) => card?.text.includes(words)));
}
