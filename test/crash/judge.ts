/**
 * The verdict, from what the world saw and nothing else: acknowledged clicks, messages with their history, answers to single people, and the lines
 * that the target's commands wrote. The server's tables are not looked at.
 */
import type { SlackSimulator } from '../../src/simulator/slack/simulator.ts';
import type { Message } from '../../src/simulator/slack/world.ts';
import { type Card, isOver, readCard, textsOf } from './card.ts';
import type { Line } from './ledger.ts';
import type { Deed, People } from './people.ts';
import { NAMES } from './story.ts';
import { type CardMessage, WORKFLOWS, type World } from './world.ts';

export type Verdict = {
  violations: string[];
  counts: { runs: number; cards: number; notices: number; votes: number; commands: number; answers: number };
};

export function judge(world: World, people: People): Verdict {
  const violations: string[] = [];
  const complain = (about: string): void => void violations.push(about);
  const tags = world.tags();
  const lines = Map.groupBy(world.ledger.lines(), (line) => line.tag);
  for (const tag of tags) {
    const cards = world.cards(tag);
    judgeCards(tag, cards, complain);
    judgeRun(tag, cards, lines.get(tag) ?? [], people, complain);
  }
  for (const tag of lines.keys())
    if (world.cards(tag).length === 0) complain(`${tag}: a command ran for it, but no room has its card`);
  const notices = judgeMessages(world, complain);
  judgeCommands(world, people, complain);
  const answers = judgeVotes(world, people, complain);
  return {
    violations,
    counts: {
      runs: tags.length,
      cards: tags.reduce((sum, tag) => sum + world.cards(tag).length, 0),
      notices,
      votes: people.deeds.filter((deed) => deed.approval !== undefined && deed.acked).length,
      commands: world.ledger.lines().filter((line) => line.kind === 'begin').length,
      answers,
    },
  };
}

type Complain = (about: string) => void;

/** One card for each room, all of them at the same end. */
function judgeCards(tag: string, cards: readonly CardMessage[], complain: Complain): void {
  const rooms = new Set<string>();
  for (const { workspace, message } of cards) {
    const room = `${workspace}/${message.channel}`;
    if (rooms.has(room)) complain(`${tag}: a second card in ${room} (${message.ts})`);
    rooms.add(room);
    const card = readCard(message);
    if (message.deleted || card === undefined) complain(`${tag}: its card in ${room} is gone`);
    else if (!isOver(card)) complain(`${tag}: its card in ${room} still says "${card.status}"`);
    else if (card.open.length > 0) complain(`${tag}: its card in ${room} is over and has buttons`);
    else if (card.status === 'failed') complain(`${tag}: its card in ${room} says failed: ${card.text}`);
  }
  const texts = new Set(cards.map(({ message }) => readCard(message)?.text));
  if (texts.size > 1) complain(`${tag}: its cards differ: ${[...texts].join('\n---\n')}`);
}

/** What the commands did fits what people decided, and each attempt of a step was made once. */
function judgeRun(
  tag: string,
  cards: readonly CardMessage[],
  lines: readonly Line[],
  people: People,
  complain: Complain,
): void {
  const [first] = cards;
  const card = first && readCard(first.message);
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
  for (const step of WORKFLOWS[environmentOf(card)] ?? []) {
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
      const isTheirs = people.deeds.some(
        (deed) =>
          deed.tag === tag &&
          deed.verdict === gate.verdict &&
          NAMES[deed.user] === gate.by &&
          deed.approval !== undefined,
      );
      if (!isTheirs)
        complain(`${tag}: ${gate.by} never gave the verdict ${gate.verdict} that the card shows`);
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

function environmentOf(card: Card): string {
  return / → (\S+) · #\d+$/m.exec(card.text)?.[1] ?? '';
}

function everSaid(cards: readonly CardMessage[], words: string): boolean {
  return cards.some(({ message }) =>
    message.history.some(({ blocks }) => textsOf(blocks).some((text) => text.includes(words))),
  );
}

/** No message of the bot was ever sent twice. Resolves with the number of notices about open gates. */
function judgeMessages(world: World, complain: Complain): number {
  let notices = 0;
  for (const [workspace, slack] of world.slacks.entries()) {
    const keys = new Map<string, Message>();
    for (const message of slack.world.messages) {
      const key = keyOf(message);
      if (key === undefined) continue;
      if (message.threadTs !== undefined) notices += 1;
      const before = keys.get(key);
      if (before !== undefined)
        complain(
          `a message was posted twice in workspace ${workspace}: ${before.ts} and ${message.ts}, ${message.text}`,
        );
      keys.set(key, message);
    }
  }
  return notices;
}

/** A notice hangs in the thread of its card and calls for one gate: place and words tell one from another. */
function keyOf(message: Message): string | undefined {
  if (message.botId === undefined || message.channel.startsWith('D')) return undefined;
  if (message.threadTs === undefined) return undefined;
  return `${message.channel} ${message.threadTs} ${textsOf(message.blocks).join('\n')}`;
}

/** A deploy command that Slack took has a card, or its sender was told why not. */
function judgeCommands(world: World, people: People, complain: Complain): void {
  for (const deed of people.deeds.filter((one) => one.acked)) {
    const hasCard = world.cards(deed.tag).length > 0;
    if (deed.kind === 'deploy' && !hasCard)
      complain(`${deed.tag}: the command was acknowledged (${deed.answer}), but there is no card`);
    if (deed.kind !== 'refused') continue;
    if (hasCard) complain(`${deed.tag}: ${NAMES[deed.user]} may not deploy, but did`);
    const slack = world.slacks[deed.workspace];
    const answers = slack === undefined ? [] : answersTo(slack, deed, people);
    const isTold = answers.some(
      ({ at, text }) => at >= deed.at - CLOCK_STEP_MS && text.includes('You may not deploy'),
    );
    if (!isTold)
      complain(
        `${deed.tag}: ${NAMES[deed.user]}'s command was acknowledged (${deed.answer}), but never answered`,
      );
  }
}

type Answer = { at: number; text: string };

/** Every acknowledged vote shows as the decision, or its sender got an answer. */
function judgeVotes(world: World, people: People, complain: Complain): number {
  let given = 0;
  const votes = people.deeds.filter((deed) => deed.approval !== undefined && deed.acked === true);
  const groups = Map.groupBy(votes, ({ workspace, user }) => `${workspace} ${user}`);
  for (const own of groups.values()) {
    const [one] = own;
    const slack = one && world.slacks[one.workspace];
    if (one === undefined || slack === undefined) continue;
    const answers = answersTo(slack, one, people);
    given += answers.length;
    const decided = new Set<string>();
    for (const deed of own) {
      if (isDecision(world, deed) && !decided.has(`${deed.tag} ${deed.approval}`)) {
        decided.add(`${deed.tag} ${deed.approval}`);
        continue;
      }
      if (isDialogOpened(people, deed)) continue;
      const at = answers.findIndex(
        (answer) => answer.at >= deed.at - CLOCK_STEP_MS && fits(answer, deed, world),
      );
      if (at >= 0) answers.splice(at, 1);
      else
        complain(
          `${deed.tag}: ${NAMES[deed.user]}'s ${deed.kind} (${deed.verdict}) was acknowledged (${deed.answer}), but shows nowhere and has no answer`,
        );
    }
  }
  return given;
}

const CLOCK_STEP_MS = 5;

function isDecision(world: World, deed: Deed): boolean {
  if (deed.kind === 'click' && deed.verdict === 'reject') return false;
  const [first] = world.cards(deed.tag);
  const card = first && readCard(first.message);
  const titles = new Set(titlesOf(world, deed));
  return (
    card?.settled.some(
      (gate) => gate.by === NAMES[deed.user] && gate.verdict === deed.verdict && titles.has(gate.title),
    ) ?? false
  );
}

/** The gate that a button belonged to, as the card named it at that time. */
function titlesOf(world: World, deed: Deed): string[] {
  return world.cards(deed.tag).flatMap(({ message }) =>
    message.history.flatMap((version) => {
      const isShown = readCard(version)?.open.some((gate) => gate.approval === deed.approval);
      return isShown ? [/^⏸ \u200B?\*([^*]+)\*/mu.exec(textsOf(version.blocks).join('\n'))?.[1] ?? ''] : [];
    }),
  );
}

/** A click on Reject is answered by its dialog. */
function isDialogOpened(people: People, deed: Deed): boolean {
  if (deed.kind !== 'click' || deed.verdict !== 'reject') return false;
  return people.dialogs.some(
    ({ user, workspace, approval, at }) =>
      user === deed.user &&
      workspace === deed.workspace &&
      approval === deed.approval &&
      at >= deed.at - CLOCK_STEP_MS,
  );
}

/** What only this person saw: in a room, in a direct message, in a dialog's place. */
function answersTo(slack: SlackSimulator, { user, workspace }: Deed, people: People): Answer[] {
  const whispers = slack.world.ephemerals
    .filter((one) => one.user === user && one.from === 'bot')
    .map((one) => ({ at: one.postedAt, text: one.text }));
  const direct = slack.world.messages
    .filter((one) => one.botId !== undefined && slack.world.channels.get(one.channel)?.imUser === user)
    .map((one) => ({ at: one.postedAt, text: one.text }));
  const inDialogs = people.dialogs
    .filter((one) => one.user === user && one.workspace === workspace)
    .map(({ view }) => ({ at: Number.POSITIVE_INFINITY, text: textsOf(view.view.blocks).join('\n') }));
  return [...whispers, ...direct, ...inDialogs];
}

/** "Received" alone promises an answer and is none. */
function fits(answer: Answer, deed: Deed, world: World): boolean {
  if (answer.text.includes('Please click again')) return deed.kind === 'click';
  const [first] = world.cards(deed.tag);
  const number = first && readCard(first.message)?.number;
  return new RegExp(`run #${number}\\b`).test(answer.text);
}
