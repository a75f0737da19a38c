import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../until.ts';
import { barring, HOUR, openPolicyHouse, shows } from './policy-house.ts';

const OTHER = 'other';

test('a delegate decides for as long as the right is handed over, and the card says in whose place', async () => {
  await using house = await openPolicyHouse();
  const first = await house.deploy('not-own');
  assert.match(await first.press('dele'), /may not decide/);
  assert.match(await house.flow('sam', 'delegate nobody 3h'), /I know nobody/);
  assert.match(await house.flow('sam', 'delegate del 3h'), /Did you mean dele\?/);
  assert.match(await house.flow('sam', 'delegate zzzzzzzzzz 3h'), /Write the name as/);
  assert.match(await house.flow('sam', 'delegate dele soon'), /is no time/);
  assert.match(await house.flow('sam', 'delegate sam 3h'), /That is yourself/);
  assert.match(await house.flow('sam', 'delegate dele 3h'), /dele may decide in your place/);
  assert.match(await house.flow('dele', 'pending'), /#1 shop/);
  assert.match(await house.flow('dele', 'whoami'), /you may decide in the place of sam/);
  assert.match(await first.press('dele'), /You approved/);
  await until('the end', () => first.card.card.summary.includes('succeeded'));
  assert.ok(shows(first.card, /dele.*sam/su));
  const second = await house.deploy('not-own');
  assert.match(await house.flow('sam', 'delegate off'), /Nobody decides in your place/);
  assert.match(await second.press('dele'), /may not decide/);
  await house.flow('sam', 'delegate dele 3h');
  house.clock.skip(3 * HOUR);
  assert.match(await second.press('dele'), /may not decide/);
  await house.flow('ada', 'delegate dele 3h');
  assert.match(await second.press('dele'), /may not decide/, 'nobody approves in the place of the initiator');
});

test('somebody whom the chat has deactivated is a stranger, and their vote counts no more', async () => {
  await using house = await openPolicyHouse();
  const asked = await house.deploy('two-of-three');
  await asked.press('sue');
  house.roster.replace(barring('sue'));
  assert.match(await asked.press('sue'), /I do not know you/);
  assert.match(await house.flow('sue', 'link'), /I do not know you/);
  assert.match(await asked.press('quinn'), /counts/, 'two more are needed');
  assert.equal(house.engine.decided.length, 0);
  assert.match(await asked.press('sam'), /You approved/);
});

test('an account of another chat is joined by its code, decides as its person once, and is parted again', async () => {
  await using house = await openPolicyHouse();
  const asked = await house.deploy('two-of-three');
  assert.match(await house.flow('sam', 'approve 1', OTHER), /I do not know you/);
  const code = /link ([A-Z0-9]{10})/.exec(await house.flow('sam', 'link', OTHER))?.[1] ?? '';
  assert.match(await house.flow('sue', `link ${code}`), /not allowed for you/);
  assert.match(
    await house.flow('sam', `link ${code} confirm`),
    /wants to act as you/,
    'seen before confirmed',
  );
  assert.match(await house.flow('sam', `link ${code} confirm`), /is you now/);
  assert.match(await house.flow('sam', `link ${code} confirm`), /not known/);
  assert.match(await house.flow('sam', 'whoami', OTHER), /You are sam/);
  assert.match(await house.flow('sam', 'approve 1', OTHER), /counts/);
  assert.match(await asked.press('sam'), /counts already/);
  assert.match(await house.flow('sam', 'unlink other'), /are parted/);
  assert.match(await house.flow('sam', 'approve 1', OTHER), /I do not know you/);
  assert.match(await asked.press('quinn'), /You approved/);
});

test('everybody is told what they may, and nothing else', async () => {
  await using house = await openPolicyHouse();
  await house.deploy('levels');
  assert.match(await house.flow('sam', 'pending'), /#1 shop → levels “ask”/);
  assert.match(await house.flow('lena', 'pending'), /Nothing waits for your approval.*only reject it/s);
  assert.match(await house.flow('nora', 'pending'), /Nothing waits/);
  assert.match(await house.flow('vic', 'who 1'), /level 1 of 2/);
  assert.match(await house.flow('nora', 'who 1'), /may not see run #1/);
  assert.match(await house.flow('nora', 'status 1'), /may not see run #1/);
  assert.match(await house.flow('nora', 'list'), /There is no run yet/);
  assert.doesNotMatch(await house.flow('nora', 'help'), /approve|cancel|deploy/);
  assert.match(await house.flow('sam', 'help'), /approve <run>/);
  assert.doesNotMatch(await house.flow('sam', 'help'), /cancel <run>|break-glass/);
  assert.match(await house.flow('ada', 'help'), /cancel <run>/);
  assert.match(await house.flow('max', 'help'), /break-glass/);
  assert.match(await house.flow('sam', 'whoami'), /groups: sre/);
});
