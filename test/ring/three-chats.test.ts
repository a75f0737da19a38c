import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { Event, Reply } from '../../src/domain/event.ts';
import { directRoom } from '../../src/domain/platform-ability.ts';
import { verifyAudit } from '../../src/store/audit.ts';
import { systemClock } from '../../src/time.ts';
import { AUDIT_KEYS } from '../fakes/audit-keys.ts';
import type { HostileEngine } from '../fakes/hostile-engine.ts';
import { until } from '../until.ts';
import { openHostile } from './harness.ts';
import {
  approveIn,
  CHATS,
  type Chat,
  CROWD,
  cardsIn,
  does,
  links,
  openSquare,
  perform,
  roomOf,
  type Square,
  type SquareOptions,
  wordsOf,
} from './three-chats.ts';

let square: Square;
let hostile: HostileEngine;

async function open(options: SquareOptions = {}): Promise<void> {
  hostile = openHostile();
  square = await openSquare(hostile.engine, options);
}

afterEach(async () => {
  assert.equal((await verifyAudit(square.db, AUDIT_KEYS)).intact, true);
  await square.close();
});

const now = (): number => systemClock.now();

async function deploy(chat: Chat = 'slack'): Promise<void> {
  const deed = { kind: 'command', name: 'deploy', text: 'shop prod' } as const;
  await perform(square, does(chat, 'ada', deed, now()));
}

/** Every room shows the question of the newest run. */
async function untilAsked(): Promise<void> {
  await until('the question in three rooms', () =>
    CHATS.every((chat) => {
      const shown = cardsIn(square, chat).at(-1);
      return shown !== undefined && approveIn(shown) !== undefined;
    }),
  );
}

function clickOn(chat: Chat, person: string) {
  const shown = cardsIn(square, chat).at(-1);
  const action = shown && approveIn(shown);
  assert.ok(action, `no button in ${chat}`);
  const { approval, attempt, verdict } = action;
  return perform(square, does(chat, person, { kind: 'click', approval, attempt, verdict }, now()));
}

test('a repeated post that is taken for the first one by its key does not keep the old state on the card', async () => {
  await open({ can: { feishu: { find: false, keysMs: 3_600_000 } } });
  square.chats.feishu.faults.push({ method: 'post', outcome: 'unknown', applied: true });
  await deploy();
  await untilAsked();
  assert.equal(cardsIn(square, 'feishu').length, 1);
});

test('an approval in one chat settles the cards of all three: who, where and when', async () => {
  const names = { slack: ['Slack', 'Slack'], feishu: ['Feishu', '飞书'], dingtalk: ['DingTalk', '钉钉'] };
  await open();
  for (const [i, chat] of CHATS.entries()) {
    await deploy(chat);
    await untilAsked();
    await clickOn(chat, 'person-7');
    await until('three settled cards', () =>
      CHATS.every((one) => /succeeded|成功/.test(cardsIn(square, one).at(-1)?.card.summary ?? '')),
    );
    for (const one of CHATS) {
      const shown = cardsIn(square, one).at(-1);
      assert.ok(shown);
      const said = names[chat][one === 'slack' ? 0 : 1] ?? '';
      assert.match(wordsOf(shown), new RegExp(`Name of person-7 · ${said} · "`));
      assert.match(wordsOf(shown), /"kind":"time","at":\d+/);
      assert.equal(approveIn(shown), undefined, 'no buttons are left');
    }
    assert.equal(hostile.truth.settled.length, i + 1);
    assert.equal(cardsIn(square, chat).length, i + 1, 'one card for each run and room');
  }
});

test('a chat that is away or full of other work holds up nobody else', async () => {
  await open({ limits: { slack: { edit: [{ count: 1, perMs: 3_600_000 }] } } });
  square.chats.slack.faults.push({ method: 'post', outcome: 'unreachable' });
  await deploy('feishu');
  await until('the question elsewhere', () =>
    (['feishu', 'dingtalk'] as const).every((chat) => cardsIn(square, chat).some(approveIn)),
  );
  await clickOn('feishu', 'person-3');
  await until('the end elsewhere', () =>
    (['feishu', 'dingtalk'] as const).every((chat) =>
      /成功/.test(cardsIn(square, chat).at(-1)?.card.summary ?? ''),
    ),
  );
});

test('where a room cannot call people each approver is told directly, once; without buttons by a personal link', async () => {
  await open({ can: { dingtalk: { mentions: false, buttons: false } } });
  await deploy();
  await untilAsked();
  const direct = () => square.chats.dingtalk.messages.filter(({ room }) => room.id.startsWith('@'));
  await until('a message to each', () => direct().length >= CROWD.length);
  assert.deepEqual(
    new Set(direct().map(({ room }) => room.id)),
    new Set(CROWD.map((person) => directRoom('dingtalk', `dingtalk-${person}`).id)),
  );
  assert.equal(direct().length, CROWD.length);
  const [first] = direct();
  assert.ok(first);
  const token = /gl\.example\.com\/decide\/([^"]+)"/.exec(wordsOf(first))?.[1] ?? '';
  assert.deepEqual(links.read(token, now()), {
    kind: 'decide',
    approval: 1,
    platform: 'dingtalk',
    account: first.room.id.slice(1),
  });
  // Rooms that can call people got one message in the thread of the card.
  for (const chat of ['slack', 'feishu'] as const)
    assert.equal(square.chats[chat].messages.filter(({ room }) => room.thread !== undefined).length, 1);
  // In a room the link is the same for everybody: it only opens the page of the run.
  const group = cardsIn(square, 'dingtalk')[0];
  assert.ok(group);
  assert.doesNotMatch(wordsOf(group), /decide\//);
  assert.match(wordsOf(group), /gl\.example\.com\/runs\//);
});

test('a reply to the message that called an approver decides what it called them for', async () => {
  await open({ can: { dingtalk: { mentions: false } } });
  await deploy();
  await untilAsked();
  await deploy();
  const room = directRoom('dingtalk', 'dingtalk-person-4');
  const calls = () => square.chats.dingtalk.messages.filter((one) => one.room.id === room.id);
  const [, second] = await until('two calls', () => calls().length === 2 && calls());
  assert.match(second?.card.summary ?? '', /#2/);
  await until('the second call is written down', async () => {
    const deed = { kind: 'message', text: '同意', mention: true } as const;
    const event = does('dingtalk', 'person-4', deed, now(), { ...room, thread: second?.ref.message ?? '' });
    const { reply } = await perform(square, event);
    return reply.kind === 'text' && /You approved “go” of run #2/.test(reply.text);
  });
  await until('the settlement', () => hostile.truth.settled.length === 1);
  assert.match(cardsIn(square, 'dingtalk')[0]?.card.summary ?? '', /等待/, 'the first run still waits');
});

test('a command that the vendor delivers hours later starts nothing, and its writer is told so', async () => {
  await open();
  const told = async (text: string, at: number) => {
    const deed = { kind: 'command', name: 'deploy', text } as const;
    const { reply } = await perform(square, does('feishu', 'ada', deed, at));
    return reply.kind === 'text' ? reply.text : reply.kind;
  };
  assert.match(await told('shop prod', now() - 6 * 3600 * 1000), /360 minutes after you wrote it/);
  assert.match(await told('shop prod', now() - 60_000), /Run #1 started/);
});

test('an answer to the call in a thread finds its question also when the thread begins with an older message', async () => {
  await open();
  await deploy();
  await untilAsked();
  const call = await until('the call', () =>
    square.chats.feishu.messages.find(({ room }) => room.thread !== undefined),
  );
  const deed = { kind: 'message', text: '同意', mention: true } as const;
  const room = { ...roomOf('feishu'), thread: 'a message that moved on' };
  await until('the call is written down', async () => {
    const event = { ...does('feishu', 'person-5', deed, now(), room), replyTo: call.ref.message };
    const { reply } = await perform(square, event);
    return reply.kind === 'text' && /You approved “go” of run #1/.test(reply.text);
  });
});

test('a personal link decides once, as the person whom it was made for', async () => {
  await open();
  await deploy();
  await untilAsked();
  const shown = cardsIn(square, 'slack')[0];
  const action = shown && approveIn(shown);
  assert.ok(action);
  const { approval, attempt } = action;
  const use = async (verdict: 'approve' | 'reject', reason: string) => {
    const deed = { kind: 'link', approval, attempt, verdict, reason } as const;
    return (await perform(square, does('dingtalk', 'person-9', deed, now()))).reply;
  };
  assert.deepEqual(await use('reject', ' '), { kind: 'field-errors', errors: { reason: 'Please say why.' } });
  assert.equal(hostile.truth.settled.length, 0);
  await use('approve', '');
  await until('the settlement', () => hostile.truth.settled.length === 1);
  const again = await use('reject', 'changed my mind');
  assert.match(again.kind === 'text' ? again.text : '', /was approved already, by Name of person-9/);
  assert.equal(hostile.truth.settled.length, 1);
});

test('a vote said to the bot decides the one question of the room, and asks back when there are two', async () => {
  await open();
  const says = async (text: string, room = roomOf('dingtalk')) => {
    const deed = { kind: 'message', text, mention: true } as const;
    const { reply } = await perform(square, does('dingtalk', 'person-2', deed, now(), room));
    return reply.kind === 'text' ? reply.text : reply.kind;
  };
  assert.match(await says('approve'), /Nothing waits for a decision here/);
  await deploy();
  await untilAsked();
  assert.match(await says('approve', { platform: 'dingtalk', id: 'another-room' }), /Nothing waits/);
  assert.match(await says('同意'), /You approved “go” of run #1/);
  await until('the settlement', () => hostile.truth.settled.length === 1);
  await deploy();
  await untilAsked();
  await deploy();
  await until('two open questions', () => cardsIn(square, 'dingtalk').filter(approveIn).length === 2);
  assert.match(await says('approve'), /More than one question is open to you.*#2 “go”, #3 “go”/);
  assert.match(await says('approve', directRoom('dingtalk', 'dingtalk-person-2')), /More than one question/);
  assert.equal(hostile.truth.settled.length, 1);
});

test('a vote that answers a message which is no card of ours decides no other question of the room', async () => {
  await open();
  await deploy();
  await untilAsked();
  const deed = { kind: 'message', text: 'approve', mention: true } as const;
  const room = { ...roomOf('dingtalk'), thread: 'another message' };
  const { reply } = await perform(square, does('dingtalk', 'person-2', deed, now(), room));
  assert.match(reply.kind === 'text' ? reply.text : '', /cannot tell which card/);
  assert.deepEqual(hostile.truth.settled, []);
});

/** What a person is told at last: on a slow machine the click is only said to have arrived, and the answer follows. */
async function inTheEnd(chat: Chat, { key }: Event, reply: Reply): Promise<Reply> {
  if (!textOf(reply).startsWith('Received')) return reply;
  const { answers } = square.chats[chat];
  return await until('the answer', () => answers.find(({ event }) => event.key === key)?.reply);
}

function textOf(reply: Reply): string {
  return reply.kind === 'text' ? reply.text : reply.kind;
}

const ROUNDS = 1_000;
/** Runs whose crowds click at the same time: what one round waits for, another one uses. */
const TOGETHER = 8;

test(`fifty people click at once over three chats: one resume and 49 answers that name the first (${ROUNDS} times)`, async () => {
  await open();
  const first = /was approved already, by Name of person-\d+\. What you did changed nothing\./;
  let asked = 0;

  async function round(): Promise<void> {
    asked += 1;
    const run = asked;
    await deploy(CHATS[run % 3]);
    const action = await until('the question', () =>
      CHATS.map((chat) => cardsIn(square, chat).find(({ card }) => card.summary.includes(`#${run} `)))
        .map((shown) => shown && approveIn(shown))
        .find((found) => found !== undefined),
    );
    const { approval, attempt, verdict } = action;
    const said = await Promise.all(
      CROWD.map(async (person, i) => {
        const chat = CHATS[i % 3] ?? 'slack';
        const event = does(chat, person, { kind: 'click', approval, attempt, verdict }, now());
        const { reply } = await perform(square, event);
        return textOf(await inTheEnd(chat, event, reply));
      }),
    );
    assert.equal(said.filter((text) => text.startsWith('You approved')).length, 1, said.join('\n'));
    const late = said.filter((text) => first.test(text));
    assert.equal(late.length, 49, said.join('\n'));
    assert.equal(new Set(late).size, 1, 'all name the same person');
  }

  for (let done = 0; done < ROUNDS; done += TOGETHER) {
    await Promise.all(Array.from({ length: TOGETHER }, round));
    for (const chat of Object.values(square.chats))
      chat.messages.splice(0, Math.max(0, chat.messages.length - 200));
  }
  await until('the last settlement', () => hostile.truth.settled.length === ROUNDS);
  const resumed = hostile.truth.settled.map(({ ref, attempt }) => `${ref} ${attempt}`);
  assert.equal(new Set(resumed).size, ROUNDS);
});
