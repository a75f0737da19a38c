import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { type Clock, systemClock } from '../../src/time.ts';
import { createHostileEngine, type HostileEngine } from '../fakes/hostile-engine.ts';
import { until } from '../until.ts';
import { WORKFLOWS } from './harness.ts';
import { approveIn, cardsIn, does, openSquare, perform, type Square, wordsOf } from './three-chats.ts';

const DAY_MS = 24 * 3600 * 1000;
const WINDOW_MS = 14 * DAY_MS;

let square: Square;
let hostile: HostileEngine;
let ahead = 0;
/** Runs like the system's clock, and can be put forward. */
const clock: Clock = {
  now: () => systemClock.now() + ahead,
  after: (ms, fire) => systemClock.after(ms, fire),
};

async function open(): Promise<void> {
  ahead = 0;
  hostile = createHostileEngine({ id: 'hostile', seed: 1, clock, workflows: WORKFLOWS });
  square = await openSquare(hostile.engine, { clock, limits: { feishu: { editWindowMs: WINDOW_MS } } });
  const deed = { kind: 'command', name: 'deploy', text: 'shop prod' } as const;
  await perform(square, does('slack', 'ada', deed, clock.now()));
  await until('the question', () => cardsIn(square, 'feishu').some(approveIn));
}

afterEach(() => square.close());

test('a card is posted anew before its message can no longer be edited, and the old one points to the new', async () => {
  await open();
  const [old] = cardsIn(square, 'feishu');
  assert.ok(old);
  ahead = WINDOW_MS - DAY_MS + 60_000;
  const fresh = await until('the newer card', () => cardsIn(square, 'feishu')[1]);
  assert.notEqual(fresh.key, old.key);
  assert.ok(approveIn(fresh), 'the question moved on with its buttons');
  await until('the pointer', () => wordsOf(old).includes('此卡片已在本会话的新消息中继续'));
  assert.equal(approveIn(old), undefined, 'the old message has no buttons left');
  assert.equal(cardsIn(square, 'slack').length, 1, 'a chat without such a window keeps its card');

  const action = approveIn(fresh);
  assert.ok(action);
  const { approval, attempt, verdict } = action;
  await perform(
    square,
    does('feishu', 'person-1', { kind: 'click', approval, attempt, verdict }, clock.now()),
  );
  await until('the end in the newer card', () => /成功/.test(fresh.card.summary));
  assert.doesNotMatch(wordsOf(old), /成功/);

  ahead += 30 * DAY_MS;
  const next = does('slack', 'ada', { kind: 'command', name: 'flow', text: 'list' }, clock.now());
  await perform(square, next);
  assert.equal(cardsIn(square, 'feishu').length, 2, 'the card of a run that is over stays where it is');
});

test('an old message that is gone points nowhere, and the newer card lives on', async () => {
  await open();
  const [old] = cardsIn(square, 'feishu');
  assert.ok(old);
  square.chats.feishu.faults.push({ method: 'edit', outcome: 'rejected', code: 'message-gone' });
  ahead = WINDOW_MS - DAY_MS + 60_000;
  const fresh = await until('the newer card', () => cardsIn(square, 'feishu')[1]);
  await until('the pointer was tried', () => square.chats.feishu.faults.length === 0);
  const action = approveIn(fresh);
  assert.ok(action);
  const { approval, attempt, verdict } = action;
  await perform(
    square,
    does('feishu', 'person-1', { kind: 'click', approval, attempt, verdict }, clock.now()),
  );
  await until('the end in the newer card', () => /成功/.test(fresh.card.summary));
  assert.equal(cardsIn(square, 'feishu').length, 2);
});
