/**
 * People at work: they type commands, read cards and answer gates as their story says, in whichever chat it says. What a chat tells them failed
 * they do again, as anybody would; what it took they do not do again. Everything that they did is written down for the judge.
 */
import { systemClock } from '../../src/time.ts';
import { type Card, isOver, type OpenGate, type Verdict } from './card.ts';
import { type Person, roomName } from './cast.ts';
import type { ChatId, Message, Taken } from './chat.ts';
import { roomIn } from './config.ts';
import type { GateStory, Story } from './story.ts';
import type { World } from './world.ts';

export type Deed = {
  kind: 'deploy' | 'retry' | 'cancel' | 'refused' | 'click' | 'form' | 'reply';
  chat: ChatId;
  person: Person;
  tag: string;
  at: number;
  /** The chat said that the app has it. Absent while nobody knows. */
  acked?: boolean;
  /** Of a vote: the question as its card called it then. */
  gate?: OpenGate;
  verdict?: Verdict;
  /** What the acknowledgement said. */
  answer?: string;
};

export type People = {
  deeds: readonly Deed[];
  /** Resolves when the story's command was taken. The run is then followed by itself. */
  begin(story: Story): Promise<void>;
  storyOf(tag: string): Story | undefined;
  /** Runs whose card has come to an end, and all that were seen. */
  finished(): { over: number; seen: number };
  /** Commands of this tag are killed by the test: its card may say so. */
  cutOff: Set<string>;
  /** What kept people from doing what they meant to do: mistakes of the test. */
  troubles: readonly unknown[];
};

/** People wait until the round is over: the judge says what they waited for in vain. */
const PATIENCE_MS = 3_600_000;

/** How long it takes to do again what the chat said had failed. */
const AGAIN_MS = 500;

/** A dialog opens within the three seconds of its trigger, or never. */
const DIALOG_MS = 4_500;

const REASON = 'not today';

export function createPeople(world: World): People {
  const deeds: Deed[] = [];
  const stories = new Map<string, Story>();
  const over = new Set<string>();
  const cutOff = new Set<string>();
  const troubles: unknown[] = [];
  world.onCard((tag) => {
    if (world.cards(tag).length === 1) follow(tag).catch((error: unknown) => troubles.push(error));
  });

  /** Notes the deed and does it; true when the chat says that the app has it. */
  async function doing(deed: Omit<Deed, 'at'>, act: () => Promise<Taken>): Promise<boolean> {
    const noted: Deed = { ...deed, at: systemClock.now() };
    deeds.push(noted);
    const { acked, answer } = await act();
    noted.acked = acked;
    if (answer !== undefined) noted.answer = answer;
    return acked;
  }

  async function begin(story: Story): Promise<void> {
    await world.pause(story.thinkMs);
    if (story.stranger) await deploy(story, 'refused', 'dana', `${story.name}-x`, 0);
    for (let attempt = 0; ; attempt += 1) {
      const tag = `${story.name}-${attempt}`;
      stories.set(tag, story);
      if (await deploy(story, 'deploy', story.by, tag, story.hold)) return;
      await world.pause(AGAIN_MS);
    }
  }

  async function deploy(
    { chat, room, environment }: Story,
    kind: 'deploy' | 'refused',
    person: Person,
    tag: string,
    hold: number,
  ): Promise<boolean> {
    const { people } = world.chat(chat);
    const line = `shop ${environment} tag=${tag} hold=${hold}`;
    const where = roomIn(chat, roomName(room));
    for (;;) {
      const taken = await doing({ kind, chat, person, tag }, () =>
        people.command(person, where, 'deploy', line),
      );
      if (taken || kind === 'deploy') return taken;
      await world.pause(AGAIN_MS);
    }
  }

  /** The card in the room of the command, else the first one. */
  function cardOf(tag: string): { message: Message; card: Card } | undefined {
    const chat = stories.get(tag)?.chat;
    const cards = world.cards(tag);
    const message = cards.find((one) => one.chat === chat) ?? cards[0];
    const card = message?.card();
    return message === undefined || card === undefined ? undefined : { message, card };
  }

  /** All questions that stand on any of its cards. */
  function openGates(tag: string): OpenGate[] {
    return world.cards(tag).flatMap((message) => message.card()?.open ?? []);
  }

  function shows(message: Message, gate: OpenGate): boolean {
    return message.card()?.open.some(({ approval }) => approval === gate.approval) ?? false;
  }

  /** Until it has gone from the last of the cards. */
  function isOpen(tag: string, gate: OpenGate): boolean {
    return world.cards(tag).some((message) => shows(message, gate));
  }

  async function follow(tag: string): Promise<void> {
    const story = stories.get(tag);
    if (story === undefined) throw new Error(`a card of ${tag}, which nobody asked for`);
    let answered = 0;
    const seen = new Set<number>();
    const unseen = (): OpenGate | undefined => openGates(tag).find(({ approval }) => !seen.has(approval));
    for (;;) {
      const next = await world.until(() => {
        const now = cardOf(tag);
        return now !== undefined && (unseen() !== undefined || isOver(now.card)) && now;
      }, PATIENCE_MS);
      if (next === undefined) return;
      const gate = unseen();
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

  /** Types a command about the run until the chat says that it was taken, or there is no need any more. */
  async function act(
    verb: 'retry' | 'cancel',
    tag: string,
    story: Story,
    isNeeded: () => boolean,
  ): Promise<void> {
    const seen = cardOf(tag);
    if (seen === undefined) return;
    const { chat, room } = seen.message;
    while (isNeeded()) {
      const deed = { kind: verb, chat, person: story.by, tag } as const;
      const line = `${verb} ${seen.card.number}`;
      if (await doing(deed, () => world.chat(chat).people.command(story.by, room, 'flow', line))) return;
      await world.pause(AGAIN_MS);
    }
  }

  async function answerGate(tag: string, gate: OpenGate, how: GateStory, story: Story): Promise<void> {
    await world.pause(how.thinkMs);
    const { by, at, other, otherAt, verdict } = how;
    switch (how.manner) {
      case 'click':
        await press(tag, gate, by, at, verdict);
        break;
      case 'reply':
        await reply(tag, gate, by, at, verdict);
        break;
      case 'race':
        await Promise.all([press(tag, gate, by, at, verdict), press(tag, gate, other, otherAt, 'approve')]);
        break;
      case 'crowd':
        await Promise.all(
          story.chats.flatMap((chat) => [
            press(tag, gate, by, chat, chat === at ? verdict : 'approve'),
            press(tag, gate, other, chat, 'approve'),
            press(tag, gate, 'dana', chat, 'approve'),
          ]),
        );
        break;
      case 'stranger':
        await press(tag, gate, 'dana', at, 'approve');
        await press(tag, gate, by, at, verdict);
        break;
      case 'cancel':
        await act('cancel', tag, story, () => isOpen(tag, gate));
        break;
    }
    await world.until(() => !isOpen(tag, gate), PATIENCE_MS);
  }

  /** The card in this chat once it shows the question; undefined when that stands nowhere any more, or not here any more. */
  async function cardWith(tag: string, gate: OpenGate, chat: ChatId): Promise<Message | undefined> {
    const found = await world.until(() => {
      const message = world.cards(tag).find((one) => one.chat === chat);
      if (message !== undefined && shows(message, gate)) return message;
      return isOpen(tag, gate) ? undefined : 'gone';
    }, PATIENCE_MS);
    return found === 'gone' ? undefined : found;
  }

  /** Clicks until the chat says that the click was taken, or the button is gone. */
  async function press(
    tag: string,
    gate: OpenGate,
    person: Person,
    chat: ChatId,
    verdict: Verdict,
  ): Promise<void> {
    const { people } = world.chat(chat);
    const isForm = verdict === 'reject' && people.dialogs === undefined;
    for (;;) {
      const message = await cardWith(tag, gate, chat);
      if (message === undefined) return;
      if (!shows(message, gate)) continue;
      const deed = { kind: isForm ? 'form' : 'click', chat, person, tag, gate, verdict } as const;
      if (!(await doing(deed, () => people.click(person, message, gate, verdict, REASON)))) {
        await world.pause(AGAIN_MS);
        continue;
      }
      if (verdict === 'approve' || isForm) return;
      if (await sayWhy(tag, gate, person, chat)) return;
    }
  }

  /** Waits for the dialog and sends it. False when another click is needed. */
  async function sayWhy(tag: string, gate: OpenGate, person: Person, chat: ChatId): Promise<boolean> {
    const { dialogs } = world.chat(chat).people;
    if (dialogs === undefined) return true;
    const isMeant = (one: (typeof dialogs.opened)[number]): boolean =>
      one.person === person && one.approval === gate.approval && one.isOpen();
    const dialog = await world.until(
      () => dialogs.opened.find(isMeant) ?? (!isOpen(tag, gate) && 'gone'),
      DIALOG_MS,
    );
    if (dialog === 'gone') return true;
    // The dialog came too late to be opened: the bot says "click again", and the judge wants to have seen that.
    if (dialog === undefined) return false;
    const deed = { kind: 'form', chat, person, tag, gate, verdict: 'reject' } as const;
    while (!(await doing(deed, () => dialogs.submit(dialog, REASON)))) await world.pause(AGAIN_MS);
    // Still there with a sentence in its place: read and put away.
    if (dialog.isOpen()) await dialogs.close(dialog);
    return true;
  }

  /** Answers the card in words. Whoever is told to use the buttons does. */
  async function reply(
    tag: string,
    gate: OpenGate,
    person: Person,
    chat: ChatId,
    verdict: Verdict,
  ): Promise<void> {
    const { people, answers } = world.chat(chat);
    const text = verdict === 'approve' ? 'approve' : `reject because ${REASON}`;
    for (;;) {
      const message = await cardWith(tag, gate, chat);
      if (message === undefined) return;
      const since = systemClock.now();
      const deed = { kind: 'reply', chat, person, tag, gate, verdict } as const;
      if (!(await doing(deed, () => people.reply(person, message, text)))) continue;
      const isAsked = (): boolean =>
        answers(person).some((one) => one.at >= since && /Use the buttons|reply again/.test(one.text));
      const end = await world.until(() => (isOpen(tag, gate) ? isAsked() && 'asked' : 'closed'), PATIENCE_MS);
      if (end === 'asked') await press(tag, gate, person, chat, verdict);
      return;
    }
  }

  return {
    deeds,
    begin,
    storyOf: (tag) => stories.get(tag),
    finished: () => ({ over: over.size, seen: world.tags().length }),
    cutOff,
    troubles,
  };
}
