import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Room } from '../../../src/domain/event.ts';
import { UpstreamError } from '../../../src/errors.ts';
import { card } from '../cards.ts';
import type { PlatformCase } from '../platform.ts';
import { recording } from '../recording.ts';
import { eventually, signal } from './expect.ts';

/** Stop and check. */
export function lifeContract({ traits, open }: PlatformCase): void {
  void test('stop is final: what is being acknowledged ends, nothing more comes', async () => {
    await using bench = await open();
    const stored = Promise.withResolvers<void>();
    const inbound = recording(async () => {
      await stored.promise;
      return { kind: 'none' };
    });
    await bench.platform.start(inbound);
    const commanded = bench.command('flow', 'list');
    await eventually(() => assert.equal(inbound.all.length, 1));
    const stopped = bench.platform.stop();
    stored.resolve();
    await stopped;
    assert.equal(await commanded, true);
    await eventually(() => assert.equal(bench.connections?.open() ?? 0, 0));
    assert.equal(await bench.command('flow', 'list'), false);
    assert.equal(inbound.all.length, 1);
    await assert.rejects(bench.platform.post(bench.room, card('late'), 'key', signal()), UpstreamError);
    assert.deepEqual(bench.shown(bench.room), []);
  });

  void test('stop while sending: the post ends, one way or the other, and none follows', async () => {
    await using bench = await open();
    const { platform, room } = bench;
    await platform.start(recording(() => ({ kind: 'none' })));
    await platform.post(room, card('before'), 'key-0', signal());
    bench.faults.delay('post', 200);
    const posting = platform.post(room, card('under way'), 'key-1', signal()).then(
      () => 'posted',
      (error: unknown) => (error instanceof UpstreamError ? error.outcome : String(error)),
    );
    await platform.stop();
    const ended = await posting;
    assert.match(ended, /^(posted|unknown|unreachable)$/);
    const count = bench.shown(room).length;
    if (ended !== 'unknown') assert.equal(count, ended === 'posted' ? 2 : 1);
    await assert.rejects(platform.post(room, card('after'), 'key-2', signal()), UpstreamError);
    assert.doesNotMatch(
      bench
        .shown(room)
        .map(({ text }) => text)
        .join(),
      /after/,
    );
  });

  void test('what was never started can be stopped', async () => {
    await using bench = await open();
    await bench.platform.stop();
    assert.equal(await bench.command('flow', 'list'), false);
  });

  void test('check finds the rooms that are wrong', async () => {
    await using bench = await open();
    await bench.platform.start(recording(() => ({ kind: 'none' })));
    const findings = await bench.platform.check([bench.room.id, bench.strangeRoom.id]);
    const of = (room: Room) => findings.find(({ subject }) => subject.includes(room.id));
    assert.ok(findings.length > 0);
    assert.ok(findings.every(({ level, remedy }) => level === 'ok' || remedy));
    assert.notEqual(of(bench.room)?.level, 'error');
    if (!traits.seesRooms) return;
    assert.equal(of(bench.room)?.level, 'ok');
    assert.equal(of(bench.strangeRoom)?.level, 'error');
  });
}
