/** A conversation with the bot that goes the same way on every chat, and what everybody in it gets to see. */
import assert from 'node:assert/strict';
import { PEOPLE, type Person } from '../crash/cast.ts';
import type { Answer, Chat, ChatId, Message } from '../crash/chat.ts';
import { until } from '../until.ts';
import { appOf, roomOf, SHOWN_IN, type WireHouse } from './wire-house.ts';

/** What cards show, in English and in Chinese rooms. */
export type Shown = { en: RegExp; zh: RegExp };

/** APP stands for the app of the chat, RUN for its newest run, PLAN for what an answer called `plan`. */
export type Line = {
  who: Person;
  /** A command in the room. */
  types?: string;
  /** Said to the bot in the thread of the newest card, or quoting it. */
  replies?: string;
  /** Only `who` hears it. */
  hears?: RegExp;
  /** Only `who` hears it, as the answer to Slack's slash command; where it would cost attention nothing is said, as the card shows it. */
  hearsOnSlack?: RegExp;
  /** These hear it too, each by themselves. */
  told?: Partial<Record<Person, RegExp>>;
  /** A run begins. */
  starts?: true;
  /** What the cards of the newest run come to show, in both chats. */
  shows?: Shown;
  /** The approvers are called: in the thread of the card, or directly where there are no threads. */
  calls?: { person: Person; about: RegExp };
  /** The command of the newest run may end before this is said. */
  freed?: true;
};

export async function converse(house: WireHouse, id: ChatId, lines: readonly Line[]): Promise<void> {
  const chat = house.chats[id];
  const room = roomOf(id, id);
  let run = 0;
  let runs = 0;
  let plan = '';
  let before = answersIn(chat);

  for (const line of lines) {
    const said = (line.types ?? line.replies ?? '')
      .replaceAll('APP', appOf(id))
      .replaceAll('RUN', `${run}`)
      .replaceAll('PLAN', plan);
    before = answersIn(chat);
    const known = everythingIn(chat, room).length;
    if (line.freed) house.release(run);
    await say(line, said);
    if (line.starts) {
      run = await until(`${said}: a new run`, () => newest(chat) > run && newest(chat));
      runs += 1;
    }
    if (line.shows !== undefined) await shown(line.shows, said);
    if (line.hears !== undefined) await heard(line.who, line.hears, said);
    if (line.hearsOnSlack !== undefined) {
      if (id === 'slack') await heard(line.who, line.hearsOnSlack, said);
      else assert.deepEqual(newTo(line.who), [], `${said}: is only seen on the card`);
    }
    for (const [person, words] of Object.entries(line.told ?? {}) as [Person, RegExp][])
      await heard(person, words, said);
    if (line.calls !== undefined) await called(line.calls);
    if (!line.starts && line.calls === undefined)
      assert.deepEqual(
        everythingIn(chat, room).slice(known),
        [],
        `${said}: nothing is said to the whole room`,
      );
  }
  for (const one of SHOWN_IN[id])
    assert.equal(cardsIn(house.chats[one], one).length, runs, `${one} has one card for each run`);

  async function say({ who, types, replies }: Line, said: string): Promise<void> {
    if (types !== undefined) {
      const [name = '', ...rest] = said.slice(1).split(' ');
      assert.ok((await chat.people.command(who, room, name, rest.join(' '))).acked, said);
    }
    if (replies === undefined) return;
    const card = cardOf(chat, id);
    assert.ok(card);
    // On Slack the bot hears all of a thread; a command is for it only when it is mentioned. The others hear mentions alone.
    const text = id === 'slack' && /^[/／]/.test(said) ? `@greenlight ${said}` : said;
    assert.ok((await chat.people.reply(who, card, text)).acked, said);
  }

  function cardsIn(one: Chat, place: ChatId): Message[] {
    return everythingIn(one, roomOf(id, place)).filter(
      (message) => message.thread === undefined && / → \S+ · #\d/.test(message.text()),
    );
  }

  function newest(one: Chat): number {
    const numbers = cardsIn(one, id).map((message) => Number(/ · #(\d+)/.exec(message.text())?.[1]));
    return Math.max(0, ...numbers);
  }

  function cardOf(one: Chat, place: ChatId): Message | undefined {
    return cardsIn(one, place).find((message) => new RegExp(` · #${run}\\b`).test(message.text()));
  }

  async function shown({ en, zh }: Shown, said: string): Promise<void> {
    for (const one of SHOWN_IN[id]) {
      const words = one === 'dingtalk' ? zh : en;
      const text = (): string => cardOf(house.chats[one], one)?.text() ?? '';
      await until(`${said}: the card on ${one} to show ${words}`, () => words.test(text())).catch((cause) => {
        throw new Error(`it shows ${text()}`, { cause });
      });
    }
  }

  /** Nobody else hears the same, and no room. */
  async function heard(person: Person, words: RegExp, said: string): Promise<void> {
    const found = await until(`${said}: ${person} to hear ${words}`, () =>
      newTo(person).find((text) => words.test(text)),
    ).catch((cause) => {
      throw new Error(`${person} heard ${newTo(person).join('\n')}`, { cause });
    });
    plan = words.exec(found)?.groups?.plan ?? plan;
    for (const other of PEOPLE.filter((one) => one !== person))
      assert.ok(!newTo(other).includes(found), `${said}: ${other} hears it too`);
  }

  /** What this person alone got to read since the line was said. */
  function newTo(person: Person): string[] {
    const old = new Set(before[person].map(keyOf));
    return answersIn(chat)[person].flatMap((answer) => (old.has(keyOf(answer)) ? [] : [answer.text]));
  }

  async function called({ person, about }: NonNullable<Line['calls']>): Promise<void> {
    if (id === 'dingtalk') return await heard(person, about, 'the call');
    const card = cardOf(chat, id);
    await until('the call in the thread of the card', () =>
      everythingIn(chat, room).some((one) => one.thread === card?.id && about.test(one.text())),
    );
  }
}

function everythingIn(chat: Chat, room: string): Message[] {
  return chat.messages.filter((message) => message.room === room);
}

function answersIn(chat: Chat): Readonly<Record<Person, readonly Answer[]>> {
  const { ada, ben, chen, dana } = Object.fromEntries(PEOPLE.map((person) => [person, chat.answers(person)]));
  return { ada: ada ?? [], ben: ben ?? [], chen: chen ?? [], dana: dana ?? [] };
}

function keyOf({ at, text }: Answer): string {
  return `${at} ${text}`;
}
