import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Channel, StepChannels } from '../../src/channels/channel.ts';
import { createDirectory } from '../../src/domain/directory.ts';
import { stepOutlet } from '../../src/domain/notice.ts';
import { UpstreamError } from '../../src/errors.ts';
import { silentLog } from '../../src/log.ts';
import { createDispatcher } from '../../src/outbox/dispatcher.ts';
import { insertNotice, type NoticeRow, noticeByKey } from '../../src/store/notices.ts';
import { openDatabase } from '../engines/embedded/bench.ts';
import { createHandClock, type HandClock } from '../fakes/hand-clock.ts';

type Way = AsyncDisposable & { clock: HandClock; sent: string[]; row(key?: string): Promise<NoticeRow> };

/** One message owed to a robot that does this; another one to another robot when `others` is given. `ageMs`: how long ago it was owed. */
async function open(
  send: () => Promise<void>,
  opening: () => void = () => {},
  others: string[] = [],
  ageMs = 0,
): Promise<Way> {
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-step-sender-'));
  const clock = createHandClock();
  const db = await openDatabase(join(folder, 'test.db'), clock);
  const sent: string[] = [];
  const limits = { send: [{ count: 1, perMs: 1_000 }], requestMs: 10_000 };
  const stepChannels: StepChannels = {
    limits: { slack: limits, lark: limits, dingding: limits, email: limits },
    async open() {
      opening();
      const channel: Pick<Channel, 'send'> = {
        async send(_message, key) {
          sent.push(key);
          await send();
          return { unreached: [] };
        },
      };
      return channel as Channel;
    },
    stop: async () => {},
  };
  const rooms = ['a', ...others];
  await db.tx(async (tx) => {
    for (const [i, room] of rooms.entries()) {
      await insertNotice(tx, {
        run: 1,
        post: null,
        platform: stepOutlet('slack'),
        room,
        key: `k-${i}`,
        subject: {
          kind: 'step',
          engine: 'e',
          ref: '1',
          attempt: 'x',
          outlet: 'slack',
          url: { value: '' },
          message: {},
        },
        createdAt: clock.now() - ageMs,
        urgent: false,
      });
    }
  });
  const directory = createDirectory({ language: 'en', platforms: [], people: [], policies: [], apps: [] });
  const dispatcher = createDispatcher({
    db,
    clock,
    log: silentLog,
    directory,
    platforms: new Map(),
    channels: new Map(),
    stepChannels,
    links: undefined,
  });
  dispatcher.start();
  return {
    clock,
    sent,
    async row(key = 'k-0') {
      const row = await noticeByKey(db.read, key);
      assert.ok(row);
      return row;
    },
    async [Symbol.asyncDispose]() {
      await dispatcher.stop();
      await db.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function failing(
  outcome: UpstreamError['outcome'],
  code: string,
  retryAfterMs?: number,
): () => Promise<void> {
  return async () => {
    throw new UpstreamError(outcome, code, code, retryAfterMs === undefined ? {} : { retryAfterMs });
  };
}

test('a robot that cannot be reached is tried for a minute, one that refuses once', async () => {
  await using away = await open(failing('unreachable', 'ECONNREFUSED'));
  await away.clock.turn(60_000);
  assert.equal((await away.row()).state, 'owed');
  await away.clock.turn(10_000);
  const { state, note } = await away.row();
  assert.deepEqual([state, note, away.sent.length], ['dropped', 'ECONNREFUSED', 8]);

  await using refusing = await open(failing('rejected', 'hook-gone'));
  await refusing.clock.turn(2_000);
  assert.deepEqual([(await refusing.row()).note, refusing.sent.length], ['hook-gone', 1]);
});

test('a robot that throttles is waited for, however often, and no other robot waits for it', async () => {
  let throttled = 12;
  await using way = await open(async () => {
    throttled -= 1;
    if (throttled >= 0) await failing('throttled', 'throttled', 60_000)();
  });
  await way.clock.turn(13 * 61_000);
  assert.deepEqual([(await way.row()).state, way.sent.length], ['sent', 13]);

  await using two = await open(async () => {}, undefined, ['a', 'b']);
  await two.clock.turn(500);
  assert.deepEqual(two.sent, ['k-0', 'k-2'], 'one a second for each robot');
  await two.clock.turn(2_000);
  assert.deepEqual(two.sent, ['k-0', 'k-2', 'k-1']);
});

test('how often a robot throttled says nothing of whether it can be reached', async () => {
  let tries = 0;
  await using way = await open(async () => {
    tries += 1;
    if (tries <= 9) await failing('throttled', 'throttled', 1_000)();
    if (tries <= 12) await failing('unreachable', 'ECONNREFUSED')();
  });
  await way.clock.turn(60_000);
  assert.deepEqual([(await way.row()).state, way.sent.length], ['sent', 13]);
});

test('a step whose robot throttles for more than a day fails', async () => {
  const throttling = failing('throttled', 'throttled', 30_000);
  await using way = await open(throttling, undefined, [], 24 * 3600_000 - 10_000);
  await way.clock.turn(20_000);
  assert.equal((await way.row()).state, 'owed');
  await way.clock.turn(20_000);
  const { state, note } = await way.row();
  assert.deepEqual([state, note, way.sent.length], ['dropped', 'throttled', 2]);
});

test('what was given up while it was on its way, or comes when its step is over, is not tried again', async () => {
  await using unknown = await open(failing('unknown', 'aborted'));
  await unknown.clock.turn(120_000);
  assert.deepEqual([(await unknown.row()).note, unknown.sent.length], ['unknown', 1]);

  let over = false;
  await using late = await open(failing('unreachable', 'ECONNREFUSED'), () => {
    if (over) throw new UpstreamError('rejected', 'step-over', 'over');
  });
  await late.clock.turn(100);
  over = true;
  await late.clock.turn(2_000);
  assert.deepEqual([(await late.row()).note, late.sent.length], ['step-over', 1]);
});
