/**
 * People at work: they type commands, read cards and answer gates as their story says. What Slack tells them failed they do again, as anybody
 * would; what Slack took they do not do again. Everything that they did is written down for the judge.
 */
import type { EnvelopeRecord, Outcome } from '../../src/simulator/slack/envelopes.ts';
import type { SlackSimulator } from '../../src/simulator/slack/simulator.ts';
import type { OpenView } from '../../src/simulator/slack/views.ts';
import { systemClock } from '../../src/time.ts';
import { buttonOf, type Card, isOver, type OpenGate, readCard } from './card.ts';
import { BEN, DANA, type GateStory, type Story, type Verdict } from './story.ts';
import { type CardMessage, RETRIES, type World } from './world.ts';

export type Deed = {
  kind: 'deploy' | 'retry' | 'cancel' | 'refused' | 'click' | 'dialog' | 'reply';
  workspace: number;
  user: string;
  tag: string;
  at: number;
  /** Slack said that the app has it. Absent while nobody knows. */
  acked?: boolean;
  /** Of a vote. */
  approval?: number;
  verdict?: Verdict;
  /** What the acknowledgement said. */
  answer?: string;
  /** Of a reply: the message. */
  ts?: string;
};

export type People = {
  deeds: readonly Deed[];
  /** Resolves when the story's command was taken. The run is then followed by itself. */
  begin(story: Story): Promise<void>;
  /** Runs whose card has come to an end, and all that were seen. */
  finished(): { over: number; seen: number };
  /** Commands of this tag are killed by the test: its card may say so. */
  cutOff: Set<string>;
  dialogs: readonly Dialog[];
  /** What kept people from doing what they meant to do: mistakes of the test. */
  troubles: readonly unknown[];
};

/** A dialog that Slack opened for somebody; `view` shows what became of it. */
export type Dialog = { workspace: number; user: string; approval: number; at: number; view: OpenView };

/** People wait until the round is over: the judge says what they waited for in vain. */
const PATIENCE_MS = 3_600_000;

/** How long it takes to do again what Slack said had failed. */
const AGAIN_MS = 500;

/** A dialog opens within the three seconds of its trigger, or never. */
const DIALOG_MS = 4_500;

export function createPeople(world: World): People {
  const deeds: Deed[] = [];
  const stories = new Map<string, Story>();
  const over = new Set<string>();
  const cutOff = new Set<string>();
  const troubles: unknown[] = [];
  const dialogs: Dialog[] = [];
  world.onCard((tag) => {
    if (world.cards(tag).length === 1) follow(tag).catch((error: unknown) => troubles.push(error));
  });
  for (const [workspace, slack] of world.slacks.entries()) {
    slack.subscribe((change) => {
      if (change.type !== 'view' || dialogs.some(({ view }) => view === change.view)) return;
      const approval = approvalOf(change.view);
      if (approval === undefined) return;
      dialogs.push({ workspace, user: change.view.user, approval, at: systemClock.now(), view: change.view });
    });
  }

  function note(deed: Omit<Deed, 'at'>): Deed {
    const noted = { ...deed, at: systemClock.now() };
    deeds.push(noted);
    return noted;
  }

  async function asking(deed: Deed, outcome: Promise<Outcome>): Promise<boolean> {
    const came = await outcome;
    deed.acked = came.acked;
    if (came.acked) deed.answer = JSON.stringify(came.response);
    return came.acked;
  }

  async function command(
    deed: Deed,
    { workspace, room }: { workspace: number; room: string },
    [verb, text]: [string, string],
  ): Promise<boolean> {
    return await asking(deed, slackOf(workspace).people.command(deed.user, room, verb, text));
  }

  function slackOf(workspace: number): SlackSimulator {
    const slack = world.slacks[workspace];
    if (slack === undefined) throw new Error(`no workspace ${workspace}`);
    return slack;
  }

  async function begin(story: Story): Promise<void> {
    await world.pause(story.thinkMs);
    if (story.stranger) await beRefused(story);
    for (let attempt = 0; ; attempt += 1) {
      const tag = `${story.name}-${attempt}`;
      stories.set(tag, story);
      const { workspace, by: user } = story;
      const line = `shop ${story.environment} tag=${tag} hold=${story.hold}`;
      if (await command(note({ kind: 'deploy', workspace, user, tag }), story, ['/deploy', line])) return;
      await world.pause(AGAIN_MS);
    }
  }

  async function beRefused(story: Story): Promise<void> {
    const { workspace } = story;
    const tag = `${story.name}-x`;
    const line = `shop ${story.environment} tag=${tag} hold=0`;
    while (!(await command(note({ kind: 'refused', workspace, user: DANA, tag }), story, ['/deploy', line])))
      await world.pause(AGAIN_MS);
  }

  /** The newest card that this tag's people look at: the one of the command's room, else any. */
  function cardOf(tag: string): { place: CardMessage; card: Card } | undefined {
    const place = world.cards(tag)[0];
    const card = place && readCard(place.message);
    return place === undefined || card === undefined ? undefined : { place, card };
  }

  async function follow(tag: string): Promise<void> {
    const story = stories.get(tag);
    if (story === undefined) throw new Error(`a card of ${tag}, which nobody asked for`);
    let answered = 0;
    const seen = new Set<number>();
    for (;;) {
      const next = await world.until(() => {
        const now = cardOf(tag);
        if (now === undefined) return undefined;
        if (isOver(now.card)) return now;
        return now.card.open.some((gate) => !seen.has(gate.approval)) ? now : undefined;
      }, PATIENCE_MS);
      if (next === undefined) return;
      const gate = next.card.open.find((one) => !seen.has(one.approval));
      if (gate !== undefined) {
        seen.add(gate.approval);
        const how = story.gates[answered];
        answered += 1;
        if (how !== undefined) await answerGate(tag, gate, how, story);
        continue;
      }
      if (next.card.status !== 'failed' || !cutOff.has(tag)) break;
      // The command was cut off and the card says so: the run is tried again by hand.
      await act('retry', tag, story, () => cardOf(tag)?.card.status === 'failed');
      await world.until(() => cardOf(tag)?.card.status !== 'failed', PATIENCE_MS);
    }
    over.add(tag);
  }

  /** Types a command about the run until Slack says that it was taken, or there is no need any more. */
  async function act(
    verb: 'retry' | 'cancel',
    tag: string,
    story: Story,
    isNeeded: () => boolean,
  ): Promise<void> {
    const seen = cardOf(tag);
    if (seen === undefined) return;
    const { workspace, message } = seen.place;
    const where = { workspace, room: message.channel };
    const line = `${verb} ${seen.card.number}`;
    while (isNeeded()) {
      if (await command(note({ kind: verb, workspace, user: story.by, tag }), where, ['/flow', line])) return;
      await world.pause(AGAIN_MS);
    }
  }

  async function answerGate(tag: string, gate: OpenGate, how: GateStory, story: Story): Promise<void> {
    await world.pause(how.thinkMs);
    const vote = (user: string, verdict: Verdict) => press(tag, gate, user, verdict);
    switch (how.manner) {
      case 'click':
        await vote(how.by, how.verdict);
        break;
      case 'reply':
        await reply(tag, gate, how);
        break;
      case 'race':
        await Promise.all([vote(how.by, how.verdict), vote(how.other, 'approve')]);
        break;
      case 'stranger':
        await vote(DANA, 'approve');
        await vote(how.by, how.verdict);
        break;
      case 'cancel':
        await act('cancel', tag, story, () => isOpen(tag, gate));
        break;
    }
    await world.until(() => !isOpen(tag, gate), PATIENCE_MS);
  }

  function isOpen(tag: string, gate: OpenGate): boolean {
    return cardOf(tag)?.card.open.some((one) => one.approval === gate.approval) ?? false;
  }

  /** Clicks until Slack says that the click was taken, or the button is gone. */
  async function press(tag: string, gate: OpenGate, user: string, verdict: Verdict): Promise<void> {
    while (isOpen(tag, gate)) {
      const place = placeOf(tag, user);
      if (place === undefined) return;
      const { slack, workspace, message } = place;
      if (!readCard(message)?.open.some((one) => one.approval === gate.approval)) {
        await world.pause(50);
        continue;
      }
      const deed = note({ kind: 'click', workspace, user, tag, approval: gate.approval, verdict });
      const click = slack.people.click(user, message.channel, message.ts, buttonOf(gate, verdict));
      if (!(await asking(deed, click))) {
        await world.pause(AGAIN_MS);
        continue;
      }
      if (verdict === 'approve' || user === DANA) return;
      if (await sayWhy(tag, gate, deed)) return;
    }
  }

  /** With a card in two rooms people look at different ones. */
  function placeOf(tag: string, user: string): CardMessage | undefined {
    const places = world.cards(tag);
    return places[user === BEN ? places.length - 1 : 0];
  }

  /** Waits for the dialog and sends it. False when another click is needed. */
  async function sayWhy(tag: string, gate: OpenGate, click: Deed): Promise<boolean> {
    const { user, workspace } = click;
    const slack = slackOf(workspace);
    const view = await world.until(
      () =>
        slack.views(user).find((one) => approvalOf(one) === gate.approval) ?? (!isOpen(tag, gate) && 'gone'),
      DIALOG_MS,
    );
    if (view === 'gone') return true;
    // The dialog came too late to be opened: the bot says "click again", and the judge wants to have seen that.
    if (view === undefined) return false;
    const block = inputOf(view);
    for (;;) {
      const deed = note({ kind: 'dialog', workspace, user, tag, approval: gate.approval, verdict: 'reject' });
      if (await asking(deed, slack.people.submitView(view.id, { [block]: 'not today' }))) break;
      await world.pause(AGAIN_MS);
    }
    // Still there with a sentence in its place: read and put away.
    if (view.open) await slack.people.closeView(view.id);
    return true;
  }

  async function reply(tag: string, gate: OpenGate, how: GateStory): Promise<void> {
    const place = placeOf(tag, how.by);
    if (place === undefined) return;
    const { slack, workspace, message } = place;
    const text = how.verdict === 'approve' ? 'approve' : 'reject because not today';
    const { by: user, verdict } = how;
    for (;;) {
      const { ts } = slack.people.say(user, message.channel, text, message.ts);
      const deed = note({ kind: 'reply', workspace, user, tag, approval: gate.approval, verdict, ts });
      await world.until(() => {
        const told = slack.envelopes.filter((one) => messageOf(one) === ts);
        deed.acked = told.some((one) => one.ackedAt !== undefined);
        const last = told.at(-1);
        return deed.acked || (last?.attempt === RETRIES && last.missed !== undefined);
      }, PATIENCE_MS);
      if (deed.acked || !isOpen(tag, gate)) return;
    }
  }

  return {
    deeds,
    begin,
    finished: () => ({ over: over.size, seen: world.tags().length }),
    cutOff,
    dialogs,
    troubles,
  };
}

/** The message that an event tells of. */
function messageOf({ type, payload }: EnvelopeRecord): string | undefined {
  return type === 'events_api' ? (payload.event as { ts?: string }).ts : undefined;
}

/** The gate whose rejection a dialog is about. */
function approvalOf({ view }: OpenView): number | undefined {
  try {
    return (JSON.parse(String(view.private_metadata)) as { subject: { approval: number } }).subject.approval;
  } catch {
    return undefined;
  }
}

function inputOf({ view }: OpenView): string {
  const blocks = view.blocks as { type: string; block_id: string }[];
  const input = blocks.find((block) => block.type === 'input');
  if (input === undefined) throw new Error('a dialog without an input');
  return input.block_id;
}
