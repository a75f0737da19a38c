import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { RunSnapshot } from '../../../src/domain/run.ts';
import { ConfigError } from '../../../src/errors.ts';
import { silentLog } from '../../../src/log.ts';
import { checkApps, createParts } from '../../../src/parts.ts';
import { defineSchema } from '../../../src/store/schema.ts';
import { openSqlite } from '../../../src/store/sqlite/open.ts';
import { systemClock } from '../../../src/time.ts';
import { load, small, TOKENS } from '../../config/load.ts';
import { temporaryFolder } from '../../store/sqlite.ts';
import { passedBody } from './documents.ts';
import { HOOK_TOKEN, NOWHERE } from './house.ts';

const ZADIG = `  zadig:
    kind: zadig
    url: ${NOWHERE}
    token: t
    hookToken: ${HOOK_TOKEN}
    room: slack-main/C0REST
    rooms: { team: slack-main/C0TEAM, team/one: slack-main/C0ONE }
`;

void it('what the file says of a Zadig engine becomes an engine with its hook, and rooms by the narrowest place', async () => {
  const yaml = small('engines:\n', `engines:\n${ZADIG}`)
    .replace('engine: local', 'engine: zadig')
    .replace('workflow: shop-prod', 'workflow: team/shown-in-its-own-rooms')
    .concat(
      '      uat: { workflow: team/of-two, approvers: [ben] }\n',
      '      test: { workflow: team/of-two, approvers: [ben] }\n',
      '  quiet:\n    engine: zadig\n    environments: { dev: { workflow: team/in-no-room, approvers: [ben] } }\n',
    );
  const config = load(yaml, TOKENS);
  const folder = await temporaryFolder();
  const db = openSqlite(defineSchema, {
    file: `${folder.folder}/test.db`,
    clock: systemClock,
    log: silentLog,
  });
  await db.migrate();
  const { engines, hooks } = await createParts(config, db, { clock: systemClock, log: silentLog });
  const engine = engines.find(({ id }) => id === 'zadig');
  const hook = hooks.find(({ path }) => path === '/hooks/zadig/zadig');
  assert.ok(engine !== undefined && hook !== undefined);
  const told: RunSnapshot[] = [];
  await engine.start(async (snapshot) => void told.push(snapshot));
  const bodies = [
    passedBody({ workflow_name: 'one' }),
    passedBody(),
    passedBody({ project_name: 'other' }),
    passedBody({ workflow_name: 'shown-in-its-own-rooms' }),
    passedBody({ workflow_name: 'of-two' }),
    passedBody({ workflow_name: 'in-no-room' }),
  ];
  for (const body of bodies) {
    const headers = { 'x-zadig-token': HOOK_TOKEN };
    assert.equal((await hook.handle({ headers, body: Buffer.from(JSON.stringify(body)) })).status, 200);
  }
  assert.deepEqual(
    told.map(({ asks }) => asks?.room?.id),
    ['C0ONE', 'C0TEAM', 'C0REST', undefined, 'C0TEAM', 'C0TEAM'],
  );
  await engine.stop();
  const late = await hook.handle({ headers: {}, body: Buffer.alloc(0) });
  assert.equal(late.status, 401);
  await db.close();
  await folder.remove();
});

void it('a place that no workflow of Zadig can have is told before the start', async () => {
  const yaml = small('engines:\n', `engines:\n${ZADIG}`)
    .replace('engine: local', 'engine: zadig')
    .replace('workflow: shop-prod', 'workflow: team/one, parameters: { a: { sets: context.a } }');
  await assert.rejects(checkApps(load(yaml, TOKENS)), (error) => {
    assert.ok(error instanceof ConfigError);
    assert.ok(
      error.problems.some(({ message }) => message.includes('parameters.<name>')),
      error.message,
    );
    return true;
  });
});
