/** How people answer a question that a card asks: with its buttons and forms, or in words. */
import { systemClock } from '../../src/time.ts';
import type { OpenGate, Verdict } from './card.ts';
import type { Person } from './cast.ts';
import type { ChatId, Message } from './chat.ts';
import type { Deeds } from './deeds.ts';
import type { GateStory, Story } from './story.ts';
import type { World } from './world.ts';

/** People wait until the round is over: the judge says what they waited for in vain. */
export const PATIENCE_MS = 3_600_000;

/** How long it takes to do again what the chat said had failed. */
export const AGAIN_MS = 500;

/** A dialog opens within the three seconds of its trigger, or never. */
const DIALOG_MS = 4_500;

const REASON = 'not today';

/** Answers a question as the story says; `cancel` stands for the command that takes an answer's place. */
export type Answering = (
  tag: string,
  gate: OpenGate,
  how: GateStory,
  story: Story,
  cancel: () => Promise<void>,
) => Promise<void>;

export function createAnswering(world: World, { doing }: Deeds): Answering {
  /** The card in this chat once it shows the question; undefined when that stands nowhere any more. */
  async function cardWith(tag: string, gate: OpenGate, chat: ChatId): Promise<Message | undefined> {
    const found = await world.until(() => {
      const message = world.cards(tag).find((one) => one.chat === chat);
      if (message !== undefined && shows(message, gate)) return message;
      return isOpen(world, tag, gate) ? undefined : 'gone';
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
      () => dialogs.opened.find(isMeant) ?? (!isOpen(world, tag, gate) && 'gone'),
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
    chatId: ChatId,
    verdict: Verdict,
  ): Promise<void> {
    const chat = world.chat(chatId);
    const text = verdict === 'approve' ? 'approve' : `reject because ${REASON}`;
    for (;;) {
      const message = await cardWith(tag, gate, chatId);
      if (message === undefined) return;
      const since = systemClock.now();
      const deed = { kind: 'reply', chat: chatId, person, tag, gate, verdict } as const;
      if (!(await doing(deed, () => chat.people.reply(person, message, text)))) continue;
      const isAsked = (): boolean =>
        chat.answers(person).some((one) => one.at >= since && /Use the buttons|reply again/.test(one.text));
      const end = await world.until(
        () => (isOpen(world, tag, gate) ? isAsked() && 'asked' : 'closed'),
        PATIENCE_MS,
      );
      if (end === 'asked') await press(tag, gate, person, chatId, verdict);
      return;
    }
  }

  return async (tag, gate, { manner, by, at, other, otherAt, verdict }, { chats }, cancel) => {
    switch (manner) {
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
          chats.flatMap((chat) => [
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
        await cancel();
        break;
    }
    await world.until(() => !isOpen(world, tag, gate), PATIENCE_MS);
  };
}

function shows(message: Message, gate: OpenGate): boolean {
  return message.card()?.open.some(({ approval }) => approval === gate.approval) ?? false;
}

/** Until it has gone from the last of the cards. */
export function isOpen(world: World, tag: string, gate: OpenGate): boolean {
  return world.cards(tag).some((message) => shows(message, gate));
}

/** All questions that stand on any of its cards. */
export function openGates(world: World, tag: string): OpenGate[] {
  return world.cards(tag).flatMap((message) => message.card()?.open ?? []);
}
