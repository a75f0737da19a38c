import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BenchConnections, PlatformBench, PlatformCase } from '../platform.ts';
import { recording } from '../recording.ts';
import { eventually, pause } from './expect.ts';

/** Connections that the adapter holds: renewed, sent away, cut. */
export function connectionsContract({ traits, open }: PlatformCase): void {
  async function openConnected(): Promise<PlatformBench & { connections: BenchConnections }> {
    const bench = await open();
    const { connections } = bench;
    assert.ok(connections);
    return { ...bench, connections, [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose]() };
  }

  if (traits.renews) {
    void test('no command is lost while connections are renewed', async () => {
      await using bench = await openConnected();
      const { connections } = bench;
      const inbound = recording(() => ({ kind: 'none' }));
      await bench.platform.start(inbound);
      await eventually(() => assert.equal(connections.open(), connections.kept));
      const outcomes: Promise<boolean>[] = [];
      for (let renewals = 0; renewals < 4; renewals++) {
        await eventually(() => assert.ok(connections.opened() >= connections.kept * (1 + renewals)));
        for (let i = 0; i < 30; i++) {
          if (i === 10) connections.renew();
          outcomes.push(bench.command('flow', `status ${outcomes.length}`));
          // Five may be on their way at a time, also across the renewal.
          await eventually(() => assert.ok(inbound.all.length > outcomes.length - 5));
        }
      }
      assert.deepEqual(new Set(await Promise.all(outcomes)), new Set([true]));
      assert.equal(inbound.all.length, 120);
      assert.equal(inbound.events.length, 120);
    });
  }

  void test('a storm of a hundred new connections leaves none behind', async () => {
    await using bench = await openConnected();
    const { connections } = bench;
    await bench.platform.start(recording(() => ({ kind: 'none' })));
    await eventually(() => assert.equal(connections.open(), connections.kept));
    const deadline = performance.now() + 25_000;
    for (const begun = connections.opened(); connections.opened() < begun + 100; await pause(20)) {
      assert.ok(performance.now() < deadline, `only ${connections.opened() - begun} were opened anew`);
      connections.dismiss();
    }
    await eventually(() => assert.equal(connections.open(), connections.kept));
    assert.equal(await bench.command('flow', 'list'), true);
  });

  void test('connections that are cut come back', async () => {
    await using bench = await openConnected();
    const { connections } = bench;
    await bench.platform.start(recording(() => ({ kind: 'none' })));
    await eventually(() => assert.equal(connections.open(), connections.kept));
    connections.cut();
    const deadline = performance.now() + 5_000;
    while (!(await bench.command('flow', 'list'))) {
      assert.ok(performance.now() < deadline, 'nobody listens five seconds after the cut');
      await pause(20);
    }
    await eventually(() => assert.equal(connections.open(), connections.kept));
    assert.equal(await bench.command('flow', 'list'), true);
  });
}
