import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../until.ts';
import { barring, HOUR, openPolicyHouse, shows } from './policy-house.ts';

test('those of the second level are called when the first is full, and not before', async () => {
  await using house = await openPolicyHouse();
  const asked = await house.deploy('levels');
  const calls = () =>
    house.chats.chat.messages.filter(
      ({ room, card }) => room.thread !== undefined && JSON.stringify(card).includes('"name":"lena"'),
    );
  await until('the call of the first level', () =>
    house.chats.chat.messages.some(({ room }) => room.thread !== undefined),
  );
  assert.equal(calls().length, 0);
  assert.match(await asked.press('sam'), /still waits for: lena/);
  await until('the call of the second level', () => calls().length === 1);
  assert.match(await house.flow('sam', 'revoke 1'), /took back/);
  assert.match(await asked.press('sue'), /still waits for: lena/);
  assert.match(await asked.press('lena'), /You approved/);
  await until('the end', () => asked.card.card.summary.includes('succeeded'));
  assert.equal(calls().length, 1, 'once');
});

test('what somebody filled in who has left since is no input of any step, and no approval on the card', async () => {
  await using house = await openPolicyHouse();
  const asked = await house.deploy('two-tickets');
  assert.match(await asked.press('sue', 'approve', { ticket: 'EVIL-1' }), /still waits/);
  house.roster.replace(barring('sue'));
  assert.match(await asked.press('quinn', 'approve', { ticket: 'CHG-2' }), /still waits/);
  assert.match(await asked.press('sam', 'approve', { ticket: 'CHG-3' }), /You approved/);
  await until('the end', () => asked.card.card.summary.includes('succeeded'));
  assert.deepEqual(house.engine.decided, [
    { verdict: 'approve', by: 'quinn, sam', answers: { ticket: 'CHG-3' } },
  ]);
  assert.ok(!shows(asked.card, /EVIL|sue/));
  const votes = await house.db.read.select().from(house.db.schema.decisions);
  assert.equal(votes.find(({ person }) => person === 'sue')?.state, 'void', 'it stays on record');
});

test('an objection stands, also when whoever made it has left', async () => {
  await using house = await openPolicyHouse();
  const asked = await house.deploy('two-rejections');
  assert.match(await asked.press('sue', 'reject', { reason: 'no' }), /counts/);
  house.roster.replace(barring('sue'));
  assert.match(await asked.press('rex', 'reject', { reason: 'no' }), /You rejected/);
});

test('a delegate votes in the place of somebody, who is told so when they come to vote themselves', async () => {
  await using house = await openPolicyHouse();
  const asked = await house.deploy('two-of-three');
  await house.flow('sam', 'delegate dele 3h');
  assert.match(await asked.press('dele'), /counts/);
  assert.match(await asked.press('sam'), /dele has voted in your place/);
  assert.match(await house.flow('dele', 'revoke 1'), /took back/);
  assert.match(await asked.press('sam'), /counts/);
});

test('a right that was taken back before a vote was stored is gone, however late either is handled', async () => {
  await using house = await openPolicyHouse();
  await house.flow('sam', 'delegate dele 3h');
  const [given] = await house.db.read.select().from(house.db.schema.delegations);
  const [row] = await house.db.read.select().from(house.db.schema.inbox);
  assert.equal(given?.since, row?.storedAt);
  assert.equal((given?.until ?? 0) - (given?.since ?? 0), 3 * HOUR);
});

test('the audit says which account was joined to whom, from where, and which were parted', async () => {
  await using house = await openPolicyHouse();
  const code = /link ([A-Z0-9]{10})/.exec(await house.flow('sam', 'link', 'other'))?.[1] ?? '';
  await house.flow('sam', `link ${code}`);
  await house.flow('sam', `link ${code} confirm`);
  await house.flow('sam', 'unlink other');
  const entries = await house.db.read.select().from(house.db.schema.audit);
  const said = entries.filter(({ action }) => action.startsWith('identity.'));
  assert.deepEqual(
    said.map(({ actor, action, detail }) => ({ actor, action, detail })),
    [
      {
        actor: 'sam',
        action: 'identity.linked',
        detail: { joined: 'other/U-sam', by: 'chat/U-sam', surface: 'command', platform: 'chat' },
      },
      {
        actor: 'sam',
        action: 'identity.unlinked',
        detail: { parted: 'other', surface: 'command', platform: 'chat' },
      },
    ],
  );
});
