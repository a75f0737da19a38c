/**
 * People at work: they type commands, read cards and answer gates as their story says, in whichever chat it says. What a chat tells them failed
 * they do again, as anybody would; what it took they do not do again. Everything that they did is written down for the judge.
 */
import { AGAIN_MS, createAnswering, isOpen, openGates, PATIENCE_MS } from './answering.ts';
import { type Card, isOver, type OpenGate } from './card.ts';
import { type Person, roomName } from './cast.ts';
import type { Message } from './chat.ts';
import { roomIn } from './config.ts';
import { createDeeds, type Deed } from './deeds.ts';
import type { Story } from './story.ts';
import type { World } from './world.ts';

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

export function createPeople(world: World): People {
  const deeds = createDeeds();
  const answer = createAnswering(world, deeds);
  const stories = new Map<string, Story>();
  const over = new Set<string>();
  const cutOff = new Set<string>();
  const troubles: unknown[] = [];
  world.onCard((tag) => {
    if (world.cards(tag).length === 1) follow(tag).catch((error: unknown) => troubles.push(error));
  });

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
      const taken = await deeds.doing({ kind, chat, person, tag }, () =>
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

  async function follow(tag: string): Promise<void> {
    const story = stories.get(tag);
    if (story === undefined) throw new Error(`a card of ${tag}, which nobody asked for`);
    let answered = 0;
    const seen = new Set<number>();
    const unseen = (): OpenGate | undefined =>
      openGates(world, tag).find(({ approval }) => !seen.has(approval));
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
        if (how === undefined) continue;
        await world.pause(how.thinkMs);
        const cancel = () => act('cancel', tag, story, () => isOpen(world, tag, gate));
        await answer(tag, gate, how, story, cancel);
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
      if (await deeds.doing(deed, () => world.chat(chat).people.command(story.by, room, 'flow', line)))
        return;
      await world.pause(AGAIN_MS);
    }
  }

  return {
    deeds: deeds.all,
    begin,
    storyOf: (tag) => stories.get(tag),
    finished: () => ({ over: over.size, seen: world.tags().length }),
    cutOff,
    troubles,
  };
}
