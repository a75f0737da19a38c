import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR, OPENED, one, openTellHouse, policy } from './tell-house.ts';

const always = { since: 0, until: OPENED + 1000 * HOUR };

test('who may decide is named whole: by escalation, and in whose place', async () => {
  await using house = await openTellHouse({ delegations: [{ from: 'dana', to: 'ben', ...always }] });
  const run = await house.ask({ ...one('dana'), escalation: { afterMs: HOUR, to: ['eve'] } });
  const before = await house.says('vic', `who ${run}`);
  assert.match(before, /needs 1 of dana; now can: dana, ben for dana$/m);
  assert.match(before, /rejections until it ends: 1; now can: dana, ben for dana$/m);
  assert.match(before, /in 59 min 0 s these may approve too: eve/);
  const after = await house.says('vic', `who ${run}`, OPENED + HOUR);
  assert.match(after, /needs 1 of dana; now can: dana, eve, ben for dana$/m);
  const zh = await house.says('vic', `who ${run}`, OPENED, 'zh');
  assert.match(zh, /还需 dana 中的 1 人；现在可以的人：dana、ben（代 dana）$/m);
});

test('a vote names a seat only when it is another one’s', async () => {
  await using house = await openTellHouse();
  const run = await house.ask(policy({ levels: [[{ count: 3, of: ['ada', 'ben', 'dana'] }]] }), [
    { person: 'ben' },
    { person: 'eve', seat: 'dana' },
  ]);
  const said = await house.says('vic', `who ${run}`);
  assert.match(said, /^• ben: approved$/m);
  assert.match(said, /^• eve for dana: approved$/m);
  assert.match(await house.says('vic', `who ${run}`, OPENED, 'zh'), /^• eve（代 dana）：已批准$/m);
});

test('a level that everybody together cannot fill is said, with what helps', async () => {
  await using house = await openTellHouse();
  const run = await house.ask(
    policy({
      levels: [[{ count: 3, of: ['ada', 'ben', 'gone'] }]],
      escalation: { afterMs: HOUR, to: ['eve'] },
      breakGlass: ['max'],
    }),
  );
  const said = await house.says('vic', `who ${run}`);
  assert.match(said, /needs 3 of ada, ben, gone; now can: ada, ben$/m);
  assert.match(said, /level 1 cannot be filled, even by everybody who may approve now: 1 too few/);
  assert.match(
    said,
    /what helps: waiting until more people may approve, break-glass, rejecting it, cancelling/,
  );
  assert.doesNotMatch(await house.says('vic', `who ${run}`, OPENED + HOUR), /cannot be filled|what helps/);
  assert.match(await house.says('vic', `who ${run}`, OPENED, 'zh'), /第 1 级无法凑齐.*仍缺 1 人/);
});

test('nobody is said only when it is so: not beside votes that are enough, nor where somebody stands in', async () => {
  await using house = await openTellHouse();
  const enough = await house.ask(one('ada'), [{ person: 'ada' }]);
  const said = await house.says('vic', `who ${enough}`);
  assert.match(said, /the votes are enough again/);
  assert.doesNotMatch(said, /nobody can approve|what helps/);

  // Ada has voted on the first level; the second is hers alone, and Eve stands in for her by command.
  const [first, second] = [[{ count: 1, of: ['ada', 'ben'] }], [{ count: 1, of: ['ada'] }]];
  const run = await house.ask(policy({ levels: [first, second] }), [{ person: 'ada', seat: 'ada' }]);
  assert.match(
    await house.says('vic', `who ${run}`),
    /nobody can approve.*what helps: a vote that is taken back/s,
  );
  const own = await house.ask(policy({ levels: [[{ count: 1, of: ['ida'] }]] }));
  assert.match(await house.says('vic', `who ${own}`), /nobody can approve/);
  const other = await house.ask(one('ida', 'dana'));
  assert.doesNotMatch(await house.says('vic', `who ${other}`), /nobody can approve/);
});

test('a delegation by command counts where nobody else is left', async () => {
  await using house = await openTellHouse({ delegations: [{ from: 'ada', to: 'dana', ...always }] });
  const levels = [[{ count: 1, of: ['ada'] }], [{ count: 1, of: ['ada', 'dana'] }]];
  const run = await house.ask(policy({ levels }), [{ person: 'dana', seat: 'ada', level: 0 }]);
  assert.match(await house.says('vic', `who ${run}`), /nobody can approve/);
  await house.says('dana', 'delegate eve 3d');
  assert.match(await house.says('vic', `who ${run}`, OPENED + HOUR), /now can: eve for dana$/m);
});

test('a question of a run that nobody knows who started says so', async () => {
  await using house = await openTellHouse();
  const run = await house.ask(one('ada'), [], null);
  assert.match(await house.says('vic', `who ${run}`), /nobody knows who started the run/);
  assert.match(await house.says('vic', `who ${run}`, OPENED, 'zh'), /不清楚是谁发起了此运行/);
});

test('a policy without levels counts none', async () => {
  await using house = await openTellHouse();
  const run = await house.ask(policy({}));
  const said = await house.says('vic', `who ${run}`);
  assert.match(said, /“go”: policy production, which names nobody who could approve$/m);
  assert.match(said, /what helps: cancelling the run/);
});

test('whoever may decide what a run asks may see the run as long as it asks', async () => {
  await using house = await openTellHouse({ delegations: [{ from: 'dana', to: 'ben', ...always }] });
  const run = await house.ask(one('dana'));
  for (const text of [`who ${run}`, `status ${run}`, 'list'])
    assert.doesNotMatch(await house.says('ben', text), /may not see|There is no run/);
  for (const text of [`who ${run}`, `status ${run}`])
    assert.match(await house.says('eve', text), /may not see run/);
  assert.match(await house.says('eve', 'list'), /There is no run yet/);
  await house.says('dana', `reject ${run} because no`);
  assert.match(await house.says('ben', `status ${run}`), /may not see run/);
});
