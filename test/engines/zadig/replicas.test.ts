import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createZadigEngine } from '../../../src/engines/zadig/zadig-engine.ts';
import { silentLog } from '../../../src/log.ts';
import type { Hook } from '../../../src/platforms/platform.ts';
import { createRing } from '../../../src/ring.ts';
import { verifyAudit } from '../../../src/store/audit.ts';
import type { Database } from '../../../src/store/database.ts';
import { openPostgres } from '../../../src/store/postgres/open.ts';
import { latestRuns } from '../../../src/store/runs.ts';
import { defineSchema } from '../../../src/store/schema.ts';
import { systemClock } from '../../../src/time.ts';
import { AUDIT_KEYS } from '../../fakes/audit-keys.ts';
import { openContractStage } from '../../fakes/zadig/contract-stage.ts';
import type { Zadig } from '../../fakes/zadig/zadig.ts';
import { approveOf, cardsOf, click, openHouse } from '../../ring/harness.ts';
import { startPostgres } from '../../store/postgres-server.ts';
import { until } from '../../until.ts';
import { directoryOf, HOOK_TOKEN, memoryOf, NOWHERE, optionsFor } from './house.ts';

const directory = directoryOf('shop/gated');

/** Of one replica; both follow the workflow by polls and by webhooks. */
function engineOf({ url }: Zadig, token: string, db: Database) {
  const memory = memoryOf(() => db);
  const plain = optionsFor(url, token, memory);
  const options = { ...plain, workflows: ['shop/gated'], roomOf: () => undefined };
  const { engine, hooks } = createZadigEngine(options, { clock: systemClock, log: silentLog });
  const [hook] = hooks;
  assert.ok(hook);
  return { engine, hook };
}

async function send(hook: Hook, body: string): Promise<number> {
  return (await hook.handle({ headers: { 'x-zadig-token': HOOK_TOKEN }, body: Buffer.from(body) })).status;
}

test('two servers that hear the same of Zadig show one card, and approve once', async (t) => {
  const postgres = await startPostgres();
  t.after(() => postgres.stop());
  const url = await postgres.createDatabase();
  const openDatabase = () => openPostgres(defineSchema, { url, clock: systemClock, log: silentLog });
  const hook = { address: NOWHERE, token: HOOK_TOKEN };
  const ada = { uid: 'u-ada', name: 'ada', account: 'ada', email: 'ada@example.com' };
  await using stage = await openContractStage({ hook, accounts: [ada] });
  const { zadig, token } = stage;
  const dbs = [await openDatabase(), await openDatabase()] as const;
  const [here, there] = [engineOf(zadig, token, dbs[0]), engineOf(zadig, token, dbs[1])];
  const first = await openHouse(
    [here.engine],
    {},
    async () => dbs[0],
    () => directory,
  );
  // It has the same chat.
  const ring = createRing({
    db: dbs[1],
    clock: systemClock,
    log: silentLog,
    directory,
    platforms: [{ ...first.chat.platform, start: async () => {}, stop: async () => {} }],
    engines: [there.engine],
    auditKeys: AUDIT_KEYS,
  });
  await ring.start();
  t.after(async () => {
    await ring.stop();
    await dbs[1].close();
    await first.close();
  });

  // Each server gets what Zadig sends, as it sends it.
  const answers: Promise<number>[] = [];
  zadig.hooks.decide(({ body }) => {
    answers.push(send(here.hook, body), send(there.hook, body));
    return 'lose';
  });
  await zadig.start('gated', { by: ada.uid });
  const approve = await until('the question', () =>
    cardsOf(first.chat)
      .flatMap(({ card, edits }) => approveOf(edits.at(-1) ?? card) ?? [])
      .at(0),
  );
  const said = await Promise.all([click(first, 'ben', approve), click({ ...first, ring }, 'chen', approve)]);
  assert.equal(said.filter((text) => text.startsWith('You approved')).length, 1, said.join(' | '));
  const ends = await until('the end on every card', () => {
    const shown = cardsOf(first.chat).map(({ card, edits }) => edits.at(-1) ?? card);
    return shown.length > 0 && shown.every(({ summary }) => summary.includes('succeeded')) && shown;
  });
  assert.equal(ends.length, 1);
  assert.ok(answers.length >= 6, `${answers.length} webhooks`);
  assert.deepEqual(new Set(await Promise.all(answers)), new Set([200]));
  assert.equal(zadig.count('approve'), 1);
  assert.equal((await latestRuns(dbs[0].read, 10)).length, 1);
  assert.equal((await verifyAudit(dbs[0], AUDIT_KEYS)).intact, true);
});
