import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { silentLog } from '../../src/log.ts';
import { insertNotice, noticeByKey } from '../../src/store/notices.ts';
import { openPostgres } from '../../src/store/postgres/open.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { type Clock, systemClock } from '../../src/time.ts';
import { createHostileEngine, type HostileEngine, type HostileOptions } from '../fakes/hostile-engine.ts';
import { startPostgres } from '../store/postgres-server.ts';
import { until } from '../until.ts';
import { WORKFLOWS } from './harness.ts';
import {
  approveIn,
  cardsIn,
  does,
  openSquare,
  perform,
  roomOf,
  type Square,
  wordsOf,
} from './three-chats.ts';

const DAY_MS = 24 * 3600 * 1000;
const WINDOW_MS = 14 * DAY_MS;
const SOON_OVER_MS = WINDOW_MS - DAY_MS + 60_000;

let square: Square;
let hostile: HostileEngine;
let ahead = 0;
/** Runs like the system's clock, and can be put forward. */
const clock: Clock = {
  now: () => systemClock.now() + ahead,
  after: (ms, fire) => systemClock.after(ms, fire),
};

/** As long as it stands at the last step, its run is not over. */
const HOLDING = {
  'one-gate': [...WORKFLOWS['one-gate'].slice(0, 2), { name: 'deploy', kind: 'hold' }],
} as const;

type Databases = Awaited<ReturnType<typeof startPostgres>>;

for (const dialect of ['SQLite', 'PostgreSQL'] as const) {
  void describe(`old cards on ${dialect}`, () => {
    let postgres: Databases | undefined;
    before(async () => {
      if (dialect === 'PostgreSQL') postgres = await startPostgres();
    });
    after(() => postgres?.stop());
    afterEach(() => square.close());

    async function open(workflows: HostileOptions['workflows'] = WORKFLOWS): Promise<void> {
      ahead = 0;
      hostile = createHostileEngine({ id: 'hostile', seed: 1, clock, workflows });
      const url = await postgres?.createDatabase();
      square = await openSquare(hostile.engine, {
        clock,
        limits: { feishu: { editWindowMs: WINDOW_MS } },
        ...(url === undefined
          ? {}
          : { openDatabase: () => openPostgres(defineSchema, { url, clock, log: silentLog }) }),
      });
      const deed = { kind: 'command', name: 'deploy', text: 'shop prod' } as const;
      await perform(square, does('slack', 'ada', deed, clock.now()));
      await until('the question', () => cardsIn(square, 'feishu').some(approveIn));
      await until('the call', () =>
        square.chats.feishu.messages.some(({ room }) => room.thread !== undefined),
      );
    }

    const newest = () => cardsIn(square, 'feishu').at(-1);
    const isOver = () => /成功/.test(newest()?.card.summary ?? '');

    async function approve(): Promise<void> {
      const shown = newest();
      const action = shown && approveIn(shown);
      assert.ok(action);
      const { approval, attempt, verdict } = action;
      await perform(
        square,
        does('feishu', 'person-1', { kind: 'click', approval, attempt, verdict }, clock.now()),
      );
    }

    void test('a card is posted anew before its message can no longer be edited, and the old one points to the new', async () => {
      await open();
      const [old] = cardsIn(square, 'feishu');
      assert.ok(old);
      ahead = SOON_OVER_MS;
      const fresh = await until('the newer card', () => cardsIn(square, 'feishu')[1]);
      assert.notEqual(fresh.key, old.key);
      assert.ok(approveIn(fresh), 'the question moved on with its buttons');
      await until('the pointer', () => wordsOf(old).includes('此卡片已在本会话的新消息中继续'));
      assert.equal(approveIn(old), undefined, 'the old message has no buttons left');
      assert.equal(cardsIn(square, 'slack').length, 1, 'a chat without such a window keeps its card');
      await approve();
      await until('the end in the newer card', isOver);
      assert.doesNotMatch(wordsOf(old), /成功/);

      ahead += 30 * DAY_MS;
      await perform(
        square,
        does('slack', 'ada', { kind: 'command', name: 'flow', text: 'list' }, clock.now()),
      );
      assert.equal(cardsIn(square, 'feishu').length, 2, 'the card of a run that is over stays where it is');
    });

    for (const mention of [true, false])
      void test(`a reply to the old message still decides (${mention ? 'with' : 'without'} a mention)`, async () => {
        await open();
        const old = newest()?.ref.message ?? '';
        ahead = SOON_OVER_MS;
        await until('the newer card', () => cardsIn(square, 'feishu')[1]);
        const room = { ...roomOf('feishu'), thread: old };
        await perform(
          square,
          does('feishu', 'person-2', { kind: 'message', text: '同意', mention }, clock.now(), room),
        );
        await until('the end in the newer card', isOver);
      });

    void test('an old message that is gone points nowhere, and the newer card lives on', async () => {
      await open();
      square.chats.feishu.faults.push({ method: 'edit', outcome: 'rejected', code: 'message-gone' });
      ahead = SOON_OVER_MS;
      await until('the newer card', () => cardsIn(square, 'feishu')[1]);
      await until('the pointer was tried', () => square.chats.feishu.faults.length === 0);
      await approve();
      await until('the end in the newer card', isOver);
      assert.equal(cardsIn(square, 'feishu').length, 2);
    });

    void test('while a newer message is refused the old one goes on telling the truth', async () => {
      await open();
      square.chats.feishu.faults.push({ method: 'post', outcome: 'rejected', code: 'room-gone' });
      ahead = SOON_OVER_MS;
      await until('the refusal', () => square.chats.feishu.faults.length === 0);
      await approve();
      await until('the end in the old card', isOver);
      assert.equal(cardsIn(square, 'feishu').length, 1);
    });

    void test('a card that was posted anew because somebody deleted it is young again', async () => {
      // A card whose run is over is not posted anew, and on a busy machine a run without such a step is over before the edit is tried.
      await open(HOLDING);
      ahead = WINDOW_MS - DAY_MS - 60_000;
      const old = newest();
      square.chats.feishu.faults.push({ method: 'edit', outcome: 'rejected', code: 'message-gone' });
      await approve();
      await until('the card posted anew', () => newest() !== old);
      await until('the last step', () => hostile.state('hostile-1')?.phase === 'running');
      hostile.release('hostile-1');
      await until('the end', isOver);
      ahead += 2 * 3600 * 1000;
      await perform(
        square,
        does('slack', 'ada', { kind: 'command', name: 'deploy', text: 'shop prod' }, clock.now()),
      );
      await until('the next question', () => newest()?.card.summary.includes('#2'));
      assert.equal(cardsIn(square, 'feishu').filter(({ card }) => card.summary.includes('#1')).length, 2);
    });

    void test('nobody reads what was meant for somebody whose account is another one now', async () => {
      await open();
      const room = '@feishu-somebody-else';
      const subject = { kind: 'gate-opened', approval: 1, person: 'person-3' } as const;
      const notice = { run: 1, post: null, platform: 'feishu', room, key: 'for-person-3', subject };
      await square.db.tx((tx) => insertNotice(tx, { ...notice, createdAt: clock.now() }));
      const row = await until('its end', async () => {
        const found = await noticeByKey(square.db.read, 'for-person-3');
        return found?.state === 'owed' ? undefined : found;
      });
      assert.deepEqual([row.state, row.note], ['dropped', 'person-gone']);
      assert.ok(!square.chats.feishu.messages.some((message) => message.room.id === room));
    });
  });
}
