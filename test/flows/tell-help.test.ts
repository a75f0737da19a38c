import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR, OPENED, one, openTellHouse } from './tell-house.ts';

test('everybody who has a say in a policy is told the forms for it, and nobody else', async () => {
  const whole = {
    ...one('ada'),
    rejecters: ['rex'],
    escalation: { afterMs: HOUR, to: ['eve'] },
    breakGlass: ['max'],
  };
  const away = { since: 0, until: OPENED + HOUR };
  await using house = await openTellHouse({
    policies: [{ policy: whole }],
    delegations: [
      { from: 'ada', to: 'ben', ...away },
      { from: 'rex', to: 'dana', ...away },
    ],
  });
  const forms = async (person: string, at = OPENED): Promise<string[]> => {
    const text = await house.says(person, 'help', at);
    const words = ['who', 'pending', 'approve', 'reject', 'revoke', 'break-glass', 'delegate'];
    return words.filter((word) => text.includes(`/flow ${word} `) || text.includes(`/flow ${word}\n`));
  };
  const approver = ['who', 'pending', 'approve', 'reject', 'revoke', 'delegate'];
  const rejecter = approver.filter((word) => word !== 'approve');
  assert.deepEqual(await forms('ada'), approver);
  assert.deepEqual(await forms('eve'), approver, 'may approve later');
  assert.deepEqual(await forms('ben'), approver, 'in the place of Ada');
  assert.deepEqual(await forms('rex'), rejecter);
  assert.deepEqual(await forms('dana'), rejecter, 'in the place of Rex');
  assert.deepEqual(await forms('max'), ['who', 'break-glass']);
  assert.deepEqual(await forms('vic'), ['who']);
  assert.deepEqual(await forms('ben', OPENED + HOUR), [], 'that is over');
  await house.says('ada', 'delegate ben 3d');
  assert.deepEqual(await forms('ben', OPENED + HOUR), approver, 'handed over by command');
});
