import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OPENED, one, openTellHouse, policy } from './tell-house.ts';

test('what one could approve comes first, what one could only reject is said to be so', async () => {
  await using house = await openTellHouse();
  await house.ask({ ...one('ada'), rejecters: ['rex', 'ada'] });
  await house.ask(one('rex'));
  const ada = await house.says('ada', 'pending');
  assert.match(ada, /^This waits for you:\n• #1 shop → prod “go”, for 1 min 0 s: \/flow approve 1 go$/);
  assert.deepEqual((await house.says('rex', 'pending')).split('\n'), [
    'This waits for you:',
    '• #2 shop → prod “go”, for 1 min 0 s: /flow approve 2 go',
    '• #1 shop → prod “go”, for 1 min 0 s; you cannot approve it now, only reject it: /flow reject 1 go because …',
  ]);
  await house.says('rex', 'approve 2');
  assert.match(
    await house.says('rex', 'pending'),
    /^Nothing waits for your approval\. You could reject:\n• #1/,
  );
  assert.match(await house.says('rex', 'pending', OPENED, 'zh'), /^没有等待你批准的审批。你可以拒绝：\n• #1/);
  assert.equal(await house.says('eve', 'pending'), 'Nothing waits for you.');
});

test('whoever has voted is not asked again', async () => {
  await using house = await openTellHouse();
  await house.ask(policy({ levels: [[{ count: 2, of: ['ada', 'ben'] }]] }), [{ person: 'ada' }]);
  assert.equal(await house.says('ada', 'pending'), 'Nothing waits for you.');
  assert.match(await house.says('ben', 'pending'), /This waits for you/);
});

test('what waits is looked up by as many queries for twenty questions as for two', async () => {
  await using house = await openTellHouse();
  const counted = async (): Promise<number> => {
    house.statements.length = 0;
    await house.says('ada', 'pending');
    await house.says('eve', 'list');
    return house.statements.length;
  };
  const two = policy({ levels: [[{ count: 2, of: ['ada', 'ben'] }]] });
  for (let number = 0; number < 2; number++) await house.ask(two, [{ person: 'ben' }]);
  const few = await counted();
  for (let number = 0; number < 18; number++) await house.ask(two, [{ person: 'ben' }]);
  assert.equal(await counted(), few);
  assert.equal((await house.says('ada', 'pending')).split('\n').length, 21);
});

test('a vote counts by what was handed over when it was given, on every question', async () => {
  await using house = await openTellHouse();
  const two = policy({ levels: [[{ count: 2, of: ['ada', 'ben'] }]] });
  await house.ask(two, [{ person: 'eve', seat: 'ada', at: OPENED + 30_000 }]);
  await house.says('ada', 'delegate eve 8h', OPENED);
  await house.says('ada', 'delegate off', OPENED + 60_000);
  // A question that was put after that must not hide it from the older one.
  await house.ask(one('dana'), [], 'ida', OPENED + 120_000);
  const who = await house.says('vic', 'who 1', OPENED + 180_000);
  assert.match(who, /needs 1 of ada, ben; now can: ben$/m);
  await house.says('ben', 'approve 1', OPENED + 180_000);
  await house.ask(two, [{ person: 'eve', seat: 'ada', at: OPENED + 30_000 }]);
  assert.match(await house.says('ben', 'pending', OPENED + 180_000), /#3 shop/);
  await house.ask(policy({ levels: [[{ count: 1, of: ['ada'] }], [{ count: 1, of: ['ben'] }]] }), [
    { person: 'eve', seat: 'ada', at: OPENED + 30_000 },
  ]);
  assert.match(await house.says('ben', 'pending', OPENED + 180_000), /approve 4 go$/m);
});
