import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import type { ChannelCase } from '../channel.ts';
import { failureOf, messageOf, signal } from './message.ts';

/** Signatures, passwords and addresses that are their own key. */
export function securityContract({ traits, open }: ChannelCase): void {
  if (traits.secured) {
    void test('the vendor verifies that it is us, and a wrong secret is credentials-refused', async () => {
      await using right = await open();
      await right.channel.send(messageOf(right, 'it is us'), 'key', signal());
      assert.equal(right.taken.length, 1);
      await using wrong = await open({ wrongSecret: true });
      const sending = wrong.channel.send(messageOf(wrong, 'it is not'), 'key', signal());
      await failureOf(wrong, sending, 'rejected', 'credentials-refused');
      assert.deepEqual(wrong.taken, []);
      assert.equal((await wrong.channel.check())[0]?.level, traits.checksSecret ? 'error' : 'ok');
    });
  }

  if (traits.dated) {
    void test('what was signed by a clock that is two hours off is refused', async () => {
      for (const clockOffByMs of [-7_200_000, 7_200_000]) {
        await using bench = await open({ clockOffByMs });
        const sending = bench.channel.send(messageOf(bench, 'late'), 'key', signal());
        await failureOf(bench, sending, 'rejected', 'credentials-refused');
        assert.deepEqual(bench.taken, []);
      }
    });
  }

  void test('the channel shows no secret when it is printed, and what doctor says of it none', async () => {
    await using bench = await open();
    const findings = await bench.channel.check();
    bench.faults.forget();
    findings.push(...(await bench.channel.check()));
    await bench.faults.down();
    findings.push(...(await bench.channel.check()));
    const shown = inspect([bench.channel, findings], { depth: 20, showHidden: true });
    for (const secret of bench.secrets) assert.ok(!shown.includes(secret), `it shows ${secret}`);
  });
}
