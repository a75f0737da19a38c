import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UpstreamError } from '../../../src/errors.ts';
import type { DingTalkSimulatorOptions } from '../../../src/simulator/dingtalk/options.ts';
import { systemClock, withTimeout } from '../../../src/time.ts';
import { text } from '../../contracts/recording.ts';
import { until } from '../../until.ts';
import { GROUP } from './bench.ts';
import { openStage } from './stage.ts';

const SEND = 'POST /v1.0/robot/oToMessages/batchSend';

test('a crowd and a slow DingTalk: who gets no turn in time is left to the inbox, and everybody is told once', async () => {
  const crowd = Array.from({ length: 50 }, (_, i) => `p${i + 1}`);
  const options: Partial<DingTalkSimulatorOptions> = {
    users: crowd.map((userId) => ({ userId, dingtalkId: `$:LWCP_v1:$${userId}`, name: userId })),
    groups: [{ id: GROUP, name: 'releases', memberIds: crowd, botIn: true }],
  };
  const patience = { tellMs: 150, requestMs: 3_000 };
  await using stage = await openStage({ accounts: crowd, ...patience }, () => text('told'), options);
  const { dingtalk, platform, inbound } = stage;
  // Longer than anybody here waits for a turn, shorter than a request may take.
  dingtalk.faults.next(SEND, { kind: 'delay', ms: 400 }, crowd.length);
  const told = (): number[] => crowd.map((one) => dingtalk.people.directMessages(one).length);
  for (const one of crowd) dingtalk.people.say(one, GROUP, 'flow list');
  await until('the first answers', () => inbound.answered.length === 20);
  assert.equal(dingtalk.calls.filter(({ method }) => method === SEND).length, 20);

  // What the inbox does after its grace with whatever was not delivered.
  const rest = inbound.events.filter((_, i) => !inbound.answered.includes(i + 1));
  assert.equal(rest.length, 30);
  const left = new Set(rest);
  while (left.size > 0) {
    const tries = [...left].map(async (event) => {
      try {
        await withTimeout(systemClock, patience.requestMs, (signal) =>
          platform.answer(event, text('told'), signal),
        );
        left.delete(event);
      } catch (error) {
        assert.ok(error instanceof UpstreamError);
        assert.equal(error.outcome, 'unreachable', 'never sent');
      }
    });
    await Promise.all(tries);
  }
  assert.deepEqual(
    told(),
    crowd.map(() => 1),
  );
});
