import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import Sqlite from 'better-sqlite3';
import { AUDIT_SECRET } from '../fakes/audit-keys.ts';
import { runVerb, startVerb } from './run-verb.ts';

const WORKFLOW = `apiVersion: core.oam.dev/v1alpha1
kind: WorkflowRun
metadata: { name: hello }
spec:
  workflowSpec:
    steps:
      - { name: say, type: print-message-in-status, properties: { message: hello } }
`;

const CONFIG = `server: { port: 0 }
audit: { key: ${AUDIT_SECRET} }
engines:
  local: { kind: embedded, workflows: ./workflows }
people:
  ada: { name: Ada }
apps:
  hello:
    engine: local
    operators: [ada]
    environments:
      here: { workflow: hello, approvers: [ada] }
`;

let folder: string;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'greenlight-verbs-'));
  mkdirSync(join(folder, 'workflows'));
  writeFileSync(join(folder, 'workflows', 'hello.yaml'), WORKFLOW);
  writeFileSync(join(folder, 'greenlight.yaml'), CONFIG);
});

after(() => rmSync(folder, { recursive: true, force: true }));

describe('the program', { concurrency: 2 }, () => {
  test('start serves, drains at SIGTERM and leaves an audit that can be verified beside it', async () => {
    const server = startVerb(['start'], folder);
    const [, url = ''] = await server.printed(/Greenlight runs: (http:\S+)/);
    assert.equal((await fetch(`${url}/readyz`)).status, 200);

    const second = await runVerb(['start'], folder);
    assert.equal(second.code, 78, second.stderr);
    assert.match(second.stderr, /greenlight\.db.*another/s);
    const verify = await runVerb(['audit', 'verify'], folder);
    assert.match(verify.stdout, /The audit is intact: 0 entries/);
    const migrate = await runVerb(['migrate'], folder);
    assert.equal(migrate.code, 78, 'migrate refuses while a server works on the file');

    server.kill('SIGTERM');
    const { code, stderr } = await server.ended;
    assert.equal(code, 0, stderr);
    assert.match((await runVerb(['migrate'], folder)).stdout, /up to date \(nothing to do\)/);
  });

  test('check prints what the configuration means; a mistake is told with its place and exit code 78', async () => {
    const good = await runVerb(['check'], folder);
    assert.equal(good.code, 0, good.stderr);
    assert.match(good.stdout, /hello {2}on local/);
    writeFileSync(
      join(folder, 'bad.yaml'),
      CONFIG.replace('workflow: hello', 'workflow: helo').replace('[ada] }', '[bob] }'),
    );
    const references = await runVerb(['check', '--config', 'bad.yaml'], folder);
    assert.equal(references.code, 78);
    assert.match(references.stderr, /apps\.hello\.environments\.here\.approvers\[0\] \(bad\.yaml:\d+:\d+\)/);
    writeFileSync(join(folder, 'workflowless.yaml'), CONFIG.replace('workflow: hello', 'workflow: helo'));
    const workflow = await runVerb(['check', '--config', 'workflowless.yaml'], folder);
    assert.match(workflow.stderr, /no workflow is named "helo".*did you mean "hello"/);
  });

  test('a half-set secret is a mistake, never the playground', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'greenlight-empty-'));
    const half: Record<string, string>[] = [
      { SLACK_BOT_TOKEN: 'xoxb-1' },
      { SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: '' },
      { SLACK_APP_TOKEN_FILE: '/nowhere' },
      { GREENLIGHT_CONFIG: 'nowhere.yaml' },
    ];
    for (const env of half) {
      const { code, stdout, stderr } = await runVerb(['start'], empty, env);
      assert.equal(code, 78, `${JSON.stringify(env)} ${stdout}${stderr}`);
      assert.match(stderr, /cannot start/);
    }
    rmSync(empty, { recursive: true });
  });

  test('doctor names what is broken and exits with 1', async () => {
    const { code, stdout, stderr } = await runVerb(['doctor'], folder);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /workflows in .*: hello/);
  });

  test('audit verify finds a changed entry', async () => {
    const file = join(folder, 'tampered.db');
    const env = { DATABASE_URL: `sqlite:${file}` };
    await runVerb(['migrate'], folder, env);
    const db = new Sqlite(file);
    db.prepare(
      `insert into audit (at, actor, action, run, detail, previous, hash) values (1, 'ada', 'run.requested', 1, '{}', ?, 'x')`,
    ).run('0'.repeat(64));
    db.close();
    const { code, stdout } = await runVerb(['audit', 'verify'], folder, env);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /broken at entry 1: its content does not fit its hash.*0 entries before it are intact/s,
    );
  });

  test('an unknown verb or option is told with what there is', async () => {
    for (const args of [['dance'], ['start', '--nope'], ['audit']]) {
      const { code, stderr } = await runVerb(args, folder);
      assert.equal(code, 2);
      assert.match(stderr, /Usage: greenlight <verb>/);
    }
  });
});
