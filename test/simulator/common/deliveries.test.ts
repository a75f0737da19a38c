import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDeliveries, type Delivery } from '../../../src/simulator/common/deliveries.ts';
import { createHandClock } from '../../fakes/hand-clock.ts';

const ACK_MS = 3_000;

test('when everything is stopped, what waits has missed, and nothing is sent again', async () => {
  const clock = createHandClock();
  const deliveries = createDeliveries<Delivery<unknown>, unknown>({
    clock,
    faults: { take: () => undefined },
    recordsKept: 10,
    settled: () => {},
  });
  const sent: string[] = [];
  const deliver = async (id: string): Promise<void> => {
    const send = (): string => {
      sent.push(id);
      return 'a connection';
    };
    const parcel = { id, targets: ['push'], ackMs: ACK_MS, isClick: false, send };
    const { missed } = await deliveries.deliver({ sentAt: clock.now() }, parcel);
    if (missed) deliveries.later(0, () => void deliver(`${id} again`));
  };

  const first = deliver('first');
  await clock.turn(ACK_MS);
  await first;
  assert.deepEqual(sent, ['first', 'first again']);

  deliveries.stop();
  await clock.turn(10 * ACK_MS);
  assert.deepEqual(sent, ['first', 'first again']);
  assert.deepEqual(
    deliveries.records.map((one) => one.missed),
    ['timeout', 'timeout'],
  );
});
