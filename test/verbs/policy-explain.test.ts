import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import Sqlite from 'better-sqlite3';
import { anyOf } from '../../src/domain/policy.ts';
import { silentLog } from '../../src/log.ts';
import { openApproval } from '../../src/store/approvals.ts';
import type { Database } from '../../src/store/database.ts';
import { insertRun } from '../../src/store/runs.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/sqlite/open.ts';
import { systemClock } from '../../src/time.ts';
import { runVerb } from './run-verb.ts';

const WORKFLOW = `apiVersion: core.oam.dev/v1alpha1
kind: WorkflowRun
metadata: { name: hello }
spec:
  workflowSpec:
    steps:
      - { name: say, type: print-message-in-status, properties: { message: hello } }
      - { name: sign-off, type: suspend }
      - { name: soak, type: suspend, properties: { duration: 1m } }
      - { name: last, type: suspend }
`;

const CONFIG = `audit: { key: 0123456789abcdef0123456789abcdef }
engines:
  local: { kind: embedded, workflows: ./workflows }
people:
  ada: { name: Ada }
  ben: { name: Ben }
  chen: { name: 陈晨, language: zh }
policies:
  two: { approve: { atLeast: 2, of: [ada, ben, chen] }, breakGlass: [chen] }
  free: { approve: { any: [ada] }, selfApproval: allow }
roles:
  fixers: { allow: [retry], people: [ben], apps: [hello] }
apps:
  hello:
    engine: local
    operators: [ada]
    environments:
      here: { workflow: hello, policy: two, steps: { last: free } }
`;

let folder: string;
let db: Database;

/** Held open, as a running server holds it. */
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'greenlight-explain-'));
  mkdirSync(join(folder, 'workflows'));
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'workflows', 'hello.yaml'), WORKFLOW);
  writeFileSync(join(folder, 'greenlight.yaml'), CONFIG);
  const file = join(folder, 'data', 'greenlight.db');
  db = openSqlite(defineSchema, { file, clock: systemClock, log: silentLog });
  await db.migrate();
  await db.tx(async (tx) => {
    const place = { app: 'hello', environment: 'here', workflow: 'hello', parameters: {} };
    const started = { initiator: 'ada', initiatorName: 'Ada', inbox: null, createdAt: 1000 };
    const run = { ...place, ...started, engine: 'local', phase: 'suspended' };
    await insertRun(tx, { ...run, ref: 'r1', key: 'k1' });
    await insertRun(tx, { ...run, ref: 'r2', key: 'k2' });
    const approval = { run: 1, gateAttempt: '1', round: 0, message: null, authors: [], digest: null };
    for (const [gatePath, who] of [
      ['sign-off', ['ada', 'ben']],
      ['last', ['chen']],
    ] as const) {
      const policy = anyOf(`for-${gatePath}`, who);
      const openedAt = 1000;
      await openApproval(tx, {
        ...approval,
        gatePath,
        title: gatePath,
        approvers: who,
        policy,
        openedAt,
        wakeAt: null,
      });
    }
  });
});

after(async () => {
  await db.close();
  rmSync(folder, { recursive: true, force: true });
});

async function explain(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runVerb(['policy', 'explain', ...args], folder);
  assert.equal(code, 0, stderr);
  return stdout;
}

describe('greenlight policy explain', { concurrency: 2 }, () => {
  test('says of each open question of a run why somebody may or may not decide it', async () => {
    assert.equal(
      await explain('--as', 'ada', '--run', '1'),
      `“sign-off” of run #1 (step sign-off) asks by the policy for-sign-off. It is open.
  Ada may not approve: Ada started this run, and the policy forbids to approve one’s own.
  Ada may reject, and with that it is over.
  Ada may not break glass. Those who may: nobody.
  Level 1 of 1 waits for 1 of Ada, Ben. Those who can now: Ben.
  Rejections until it ends: 1. Those who can reject now: Ada, Ben.
“last” of run #1 (step last) asks by the policy for-last. It is open.
  Ada may not approve. Those who may: 陈晨.
  Ada may not reject. Those who may: 陈晨.
  Ada may not break glass. Those who may: nobody.
  Level 1 of 1 waits for 1 of 陈晨. Those who can now: 陈晨.
  Rejections until it ends: 1. Those who can reject now: 陈晨.
`,
    );
  });

  test('of one gate, in the language of the person or the one that is asked for', async () => {
    const zh = await explain('--as', 'chen', '--run', '1', '--gate', 'last');
    assert.match(zh, /^运行 #1 的“last”（步骤 last）.*\n {2}陈晨 可以批准，批准后该步骤即继续。\n/);
    assert.doesNotMatch(zh, /sign-off/);
    const en = await explain('--as', 'chen', '--run', '1', '--gate', 'last', '--language', 'en');
    assert.match(en, /陈晨 may approve, and with that the step goes on\./);
    assert.equal(await explain('--as', 'ben', '--run', '2'), 'Run #2 has not asked anybody yet.\n');
  });

  test('of a place: rights by role, and the policy of each gate', async () => {
    assert.equal(
      await explain('--as', 'ben', '--app', 'hello', '--environment', 'here'),
      `Ben in hello → here (workflow hello):
  Ben may read, by policy two.
  Ben may retry, by fixers.
  Ben may not deploy, cancel, rollback, lock, unlock, schedule, link.
  Step sign-off: policy two: 2 of Ada, Ben, 陈晨.
    When somebody else started the run:
    Ben may approve: it counts on level 1 of 1.
    Ben may reject, and with that it is over.
    Ben may not break glass. Those who may: 陈晨.
    When Ben started the run, or wrote what it deploys, Ben may not approve.
  Step last: policy free: 1 of Ada.
    When somebody else started the run:
    Ben may not approve. Those who may: Ada.
    Ben may not reject. Those who may: Ada.
    Ben may not break glass. Those who may: nobody.
`,
    );
  });

  test('of a place before there is a database', async () => {
    const env = { DATABASE_URL: `sqlite:${join(folder, 'none.db')}` };
    const args = ['policy', 'explain', '--as', 'ada', '--app', 'hello', '--environment', 'here'];
    const { code, stdout, stderr } = await runVerb(args, folder, env);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Ada may deploy, cancel, retry, rollback, lock, unlock, schedule, by operators/);
  });

  test('says which group of a chat could not be read, since its people are then nobody', async () => {
    const chat = `platforms:
  slack: { kind: slack, botToken: xoxb-1, appToken: xapp-1, apiUrl: 'http://127.0.0.1:1/' }
groups:
  sre: { people: [ada], from: [slack/S0SRE] }
`;
    const yaml = CONFIG.replace('of: [ada, ben, chen]', 'of: [sre, chen]');
    writeFileSync(join(folder, 'grouped.yaml'), `${chat}${yaml}`);
    const told = await explain(
      '--config',
      'grouped.yaml',
      '--as',
      'ben',
      '--app',
      'hello',
      '--environment',
      'here',
    );
    assert.match(
      told,
      /Step sign-off: policy two: 2 of sre, 陈晨\.\n.*\n {4}Whether Ben may approve cannot be said: .*\. Those who may: sre, 陈晨/,
    );
    assert.match(told, /The group S0SRE of slack cannot be read now/);
  });

  test('of a run, a database of an older version is refused in a sentence, by the preview too', async () => {
    const old = join(folder, 'old.db');
    const older = openSqlite(defineSchema, { file: old, clock: systemClock, log: silentLog });
    await older.migrate();
    await older.close();
    const file = new Sqlite(old);
    file.exec('DELETE FROM schema_migrations WHERE name = (SELECT max(name) FROM schema_migrations)');
    file.close();
    const about = ['--run', '1'];
    for (const verb of [
      ['policy', 'explain', '--as', 'ben', ...about],
      ['preview', ...about],
    ]) {
      const { code, stdout, stderr } = await runVerb(verb, folder, { DATABASE_URL: `sqlite:${old}` });
      assert.deepEqual([code, stdout], [78, '']);
      assert.match(stderr, /the database is of an older version: a start brings it up to date/);
    }
  });

  test('names what is not there, and changes nothing', async () => {
    const cases: readonly (readonly [string[], RegExp])[] = [
      [['--run', '1'], /Say for whom: --as ben/],
      [['--as', 'ada'], /Say of what: --run 42, or --app shop/],
      [['--as', 'ada', '--run', '1', '--app', 'hello'], /Say of what/],
      [['--as', 'bne', '--run', '1'], /There is no person “bne”\. Did you mean “ben”\?/],
      [['--as', 'ben', '--run', '7'], /There is no run #7/],
      [['--as', 'ben', '--run', '1', '--gate', 'lats'], /no step that asked “lats”\. Did you mean “last”\?/],
      [['--as', 'ben', '--app', 'helo', '--environment', 'here'], /no app “helo”\. Did you mean “hello”\?/],
      [
        ['--as', 'ben', '--app', 'hello', '--environment', 'x'],
        /no environment of hello “x”\. There are: here\./,
      ],
      [['--as', 'ben', '--run', '1', '--language', 'fr'], /no language “fr”: en or zh/],
    ];
    for (const [args, told] of cases) {
      const { code, stdout, stderr } = await runVerb(['policy', 'explain', ...args], folder);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, told);
    }
  });
});
