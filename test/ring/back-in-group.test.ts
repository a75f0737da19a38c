import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createDirectory } from '../../src/domain/directory.ts';
import { NOBODY } from '../../src/domain/policy.ts';
import { createRosterHolder, NOTHING_KNOWN, rosterKey } from '../../src/domain/roster.ts';
import { silentLog } from '../../src/log.ts';
import { createRing } from '../../src/ring.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/sqlite/open.ts';
import { systemClock } from '../../src/time.ts';
import { AUDIT_KEYS } from '../fakes/audit-keys.ts';
import { createLeapClock } from '../fakes/leap-clock.ts';
import { createMemoryPlatform } from '../fakes/memory-platform.ts';
import { until } from '../until.ts';
import { approveOf, CHAT, cardsOf, command, openHostile } from './harness.ts';
import { oneShop } from './one-shop.ts';

/** Ada deploys; two of the chat's group `sre` decide. */
async function open() {
  const folder = mkdtempSync(join(tmpdir(), 'greenlight-back-'));
  const clock = createLeapClock();
  const holder = createRosterHolder();
  const levels = [[{ count: 2, of: ['sre'] }]];
  const directory = createDirectory(
    {
      language: 'en',
      platforms: [{ id: CHAT, kind: 'memory', language: 'en' }],
      people: ['ada', 'ben', 'chen'].map((id) => ({
        id,
        name: id,
        language: 'en' as const,
        accounts: { [CHAT]: `U-${id}` },
      })),
      groups: [{ id: 'sre', people: [], sources: [{ platform: CHAT, group: 'G' }] }],
      policies: [{ app: 'shop', policy: { ...NOBODY, id: 'two', levels } }],
      apps: oneShop(),
    },
    holder,
  );
  const db = openSqlite(defineSchema, { file: join(folder, 'test.db'), clock: systemClock, log: silentLog });
  await db.migrate();
  const chat = createMemoryPlatform(CHAT);
  const hostile = openHostile();
  const ring = createRing({
    db,
    clock,
    log: silentLog,
    directory,
    platforms: [chat.platform],
    engines: [hostile.engine],
    auditKeys: AUDIT_KEYS,
  });
  await ring.start();
  return {
    clock,
    chat,
    say: (person: string, text: string) => command({ ring }, person, text),
    /** What the chat says of the group from now on. */
    group(...people: string[]) {
      const groups = new Map([[rosterKey(CHAT, 'G'), people.map((person) => `U-${person}`)]]);
      holder.replace({ ...NOTHING_KNOWN, groups });
    },
    state: async () => (await db.read.select().from(db.schema.approvals))[0]?.state,
    async [Symbol.asyncDispose]() {
      await ring.stop();
      await db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

test('when a voter is back in the group and the votes are enough, the question is approved by itself', async () => {
  await using house = await open();
  house.group('ben', 'chen');
  await house.say('ada', '/deploy shop prod');
  await until('an open gate', () => cardsOf(house.chat).some((one) => approveOf(one.card)));
  await house.say('ben', '/flow approve 1');
  house.group('chen');
  await house.say('chen', '/flow approve 1');
  assert.equal(await house.state(), 'open');

  house.group('ben', 'chen');
  await until('the approval', async () => (await house.state()) === 'approved');
});
