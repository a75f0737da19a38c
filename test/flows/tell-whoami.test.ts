import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Person } from '../../src/domain/directory.ts';
import { NOTHING_KNOWN, rosterKey } from '../../src/domain/roster.ts';
import { insertIdentity } from '../../src/store/identities.ts';
import { HOUR, OPENED, one, openTellHouse } from './tell-house.ts';

const person = (id: string, accounts: Person['accounts']): Person => {
  return { id, name: id, language: 'en', accounts };
};

test('accounts are told with how they are known, and those that count for nothing as such', async () => {
  await using house = await openTellHouse({
    platforms: ['chat', 'other', 'mail'].map((id) => {
      return { id, kind: 'memory', language: 'en', matchEmail: id === 'mail' };
    }),
    people: [person('ada', { chat: 'U-ada' })],
  });
  await house.db.tx(async (tx) => {
    await insertIdentity(tx, { platform: 'other', id: 'O-1' }, 'ada', 1);
    await insertIdentity(tx, { platform: 'other', id: 'O-2' }, 'ada', 2);
  });
  house.roster.replace({
    ...NOTHING_KNOWN,
    barred: new Set([rosterKey('chat', 'U-ada'), rosterKey('other', 'O-2')]),
    matched: new Map([[rosterKey('mail', 'ada'), 'M-ada']]),
  });
  const lines = (await house.says('ada', 'whoami')).split('\n');
  assert.match(lines[1] ?? '', /^• account on chat: U-ada, which counts for nothing/);
  assert.match(lines[2] ?? '', /^• account on mail: M-ada, known by your e-mail address/);
  assert.match(lines[3] ?? '', /^• account on other: O-1, which you joined/);
  assert.match(lines[4] ?? '', /^• account on other: O-2, which counts for nothing/);
  assert.match(await house.says('ada', 'whoami', OPENED, 'zh'), /chat 账号：U-ada，已不起作用/);
});

test('what policies let somebody decide is told, and the right to join accounts', async () => {
  const whole = {
    ...one('ada'),
    rejecters: ['rex', 'ada'],
    escalation: { afterMs: HOUR, to: ['eve'] },
    breakGlass: ['max', 'ada'],
  };
  await using house = await openTellHouse({
    policies: [{ policy: whole }],
    roles: [{ id: 'joiners', allow: ['link'], who: ['ada'] }],
    delegations: [
      { from: 'ada', to: 'ben', since: 0, until: OPENED + HOUR },
      { from: 'ada', to: 'dana', since: OPENED + HOUR, until: OPENED + 2 * HOUR },
    ],
  });
  const told = async (who: string): Promise<string> => await house.says(who, 'whoami', OPENED);
  assert.match(await told('ada'), /^• shop → prod, policy production: approve, reject, break-glass$/m);
  assert.match(await told('ada'), /^• you may join other chat accounts to yourself: \/flow link/m);
  assert.match(await told('ada'), /^• ben may decide in your place, for 1 h 0 min more$/m);
  assert.doesNotMatch(await told('ada'), /dana/, 'that has not begun');
  assert.match(await told('ben'), /^• shop → prod, policy production: approve, reject$/m);
  assert.match(await told('eve'), /policy production: approve when it was not decided in time$/m);
  assert.match(await told('rex'), /policy production: reject$/m);
  assert.doesNotMatch(await told('vic'), /policy|join/);
  const zh = await house.says('ada', 'whoami', OPENED, 'zh');
  assert.match(zh, /策略 production：批准、拒绝、紧急放行$/m);
  assert.match(zh, /^• shop → prod：查看$/m, 'rights are said in Chinese');
});
