import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recording } from '../../contracts/recording.ts';
import { openSlackBench, until } from './bench.ts';

void test('no command is lost when Slack renews one connection at a time without warning, leaving TCP open', async () => {
  await using bench = await openSlackBench();
  const inbound = recording(() => ({ kind: 'none' }));
  await bench.platform.start(inbound);
  const outcomes: Promise<boolean>[] = [];
  for (let round = 0; round < 4; round++) {
    // Slack never dismisses the last connection that it greeted.
    await until(() => bench.slack.servingConnections() === 2);
    for (let i = 0; i < 20; i++) {
      outcomes.push(bench.command('flow', `status ${outcomes.length}`));
      if (i === 10) {
        const busy = bench.slack.envelopes.at(-1)?.connection;
        assert.ok(busy);
        bench.slack.faults.refresh({ connection: busy, warning: false, leaveTcpOpen: true });
      }
      // Five may be on their way at a time, also across the renewal.
      await until(() => inbound.events.length > outcomes.length - 5);
    }
  }
  assert.ok((await Promise.all(outcomes)).every((acked) => acked));
  assert.equal(inbound.events.length, 80);
  assert.ok(bench.connections.opened() >= 6, 'each of the four was renewed');
});
