import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { Card } from '../../../src/domain/card.ts';
import { openContractStage } from '../../fakes/zadig/contract-stage.ts';
import type { Zadig } from '../../fakes/zadig/zadig.ts';
import { cardsOf } from '../../ring/harness.ts';
import { until } from '../../until.ts';
import { HOOK_TOKEN, NOWHERE, openZadigHouse, type ZadigHouse } from './house.ts';

/** Everything that a task of v5.0 sends, jobs and the system's own hook included; nobody takes it in yet. */
async function recorded(zadig: Zadig, token: string): Promise<readonly unknown[]> {
  const hook = { address: NOWHERE, token: HOOK_TOKEN };
  const jobs = ['prepare', 'passed'];
  zadig.define({
    key: 'three',
    project: 'shop',
    notify: [{ ...hook, on: ['created', 'passed', 'failed'] }],
    stages: ['build', 'deploy', 'test'].map((name) => ({
      name,
      jobs: [{ name, type: 'plugin', notify: [{ ...hook, on: jobs }] }],
    })),
  });
  zadig.systemHook({
    enable: true,
    hook_address: NOWHERE,
    hook_secret: HOOK_TOKEN,
    hook_events: ['start_execute', 'complete_execute'],
  });
  zadig.hooks.decide(() => 'lose');
  const inputs = ['build', 'deploy', 'test'].map((job_name) => ({
    job_name,
    job_type: 'plugin',
    parameters: {},
  }));
  await fetch(`${zadig.url}/openapi/workflows/custom/task`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ project_key: 'shop', workflow_key: 'three', inputs }),
  });
  await until('the end', () => zadig.hooks.sent.some(({ event }) => event === 'complete_execute'));
  return zadig.hooks.sent.map(({ json }) => json);
}

/** The card of the end; `heard`: as far as webhooks tell it. */
async function lastCard({ house }: ZadigHouse, heard: boolean): Promise<Card> {
  return await until('the last card', () => {
    const [shown, ...others] = cardsOf(house.chat);
    assert.equal(others.length, 0);
    const last = shown?.edits.at(-1) ?? shown?.card;
    const text = JSON.stringify(last ?? {});
    return last !== undefined && text.includes('succeeded') && text.includes('read yet') === heard && last;
  });
}

void it('webhooks that are lost, doubled, late and in any order end in the same card', async () => {
  await using stage = await openContractStage({ version: '5.0' });
  const { zadig, token } = stage;
  const bodies = await recorded(zadig, token);
  assert.ok(bodies.length >= 10, `${bodies.length} webhooks`);
  const some = fc.array(fc.nat(bodies.length - 1), { minLength: 1, maxLength: 2 * bodies.length });
  const cards = { read: new Set<string>(), heard: new Set<string>() };
  await fc.assert(
    fc.asyncProperty(some, fc.boolean(), async (order, away) => {
      // With Zadig away the end has to be heard: it may still come at any place.
      const last = bodies.length - 1;
      const whole = away ? [...order, last, ...order.slice(0, 2)] : order;
      await using here = await openZadigHouse({ url: away ? NOWHERE : zadig.url, token });
      for (const index of whole) assert.equal((await here.send(bodies[index])).status, 200);
      cards[away ? 'heard' : 'read'].add(JSON.stringify(await lastCard(here, away)));
    }),
    { numRuns: 14, seed: 7 },
  );
  assert.deepEqual([cards.read.size, cards.heard.size], [1, 1]);
});
