import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createApiToken, hashOfToken } from '../../src/domain/api-token.ts';
import { AUDIT_SECRET } from '../fakes/audit-keys.ts';
import { until } from '../until.ts';
import { runVerb, startVerb } from './run-verb.ts';

const WORKFLOW = `apiVersion: core.oam.dev/v1alpha1
kind: WorkflowRun
metadata: { name: hello }
spec:
  workflowSpec:
    steps:
      - { name: ask, type: suspend }
      - { name: say, type: print-message-in-status, properties: { message: hello } }
`;

const [ada, ben] = [createApiToken(), createApiToken()];

const CONFIG = `server: { port: 0 }
audit: { key: ${AUDIT_SECRET} }
engines:
  local: { kind: embedded, workflows: ./workflows }
people:
  ada: { name: Ada, tokens: [{ name: one, sha256: ${hashOfToken(ada)} }] }
  ben: { name: Ben, tokens: [{ name: one, sha256: ${hashOfToken(ben)} }] }
apps:
  hello:
    engine: local
    operators: [ada]
    environments:
      here: { workflow: hello, approvers: [ben] }
`;

let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'greenlight-backup-'));
});
after(() => rmSync(root, { recursive: true, force: true }));

function folderOf(name: string, config = CONFIG): string {
  const folder = join(root, name);
  mkdirSync(join(folder, 'workflows'), { recursive: true });
  writeFileSync(join(folder, 'workflows', 'hello.yaml'), WORKFLOW);
  writeFileSync(join(folder, 'greenlight.yaml'), config);
  return folder;
}

async function say(url: string, token: string, text: string): Promise<{ run?: number; outcome?: string }> {
  const response = await fetch(`${url}/api/v1/commands`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ key: text, text }),
  });
  return (await response.json()) as { run?: number; outcome?: string };
}

function phase(url: string, run: number, is: string): Promise<unknown> {
  return until(`run ${run} to be ${is}`, async () => {
    const response = await fetch(`${url}/api/v1/runs/${run}`, {
      headers: { authorization: `Bearer ${ada}` },
    });
    return ((await response.json()) as { phase?: string }).phase === is;
  });
}

test('a backup beside a running server, restored into a fresh folder, goes on with the open run, and its audit is whole', async () => {
  const old = folderOf('old');
  const server = startVerb(['start'], old);
  const [, url = ''] = await server.printed(/Greenlight runs: (http:\S+)/);
  const { run = 0 } = await say(url, ada, '/deploy hello here');
  await phase(url, run, 'suspended');
  const copy = join(root, 'copy.db');
  const made = await runVerb(['backup', copy], old);
  assert.equal(made.code, 0, made.stderr);
  assert.match(made.stdout, /copied to .*copy\.db \(\d+ bytes\), and the copy is whole/);
  assert.match(made.stdout, /data\/local/);
  assert.equal(statSync(copy).mode & 0o777, 0o600);
  // What is done after the copy is not in it.
  await say(url, ben, `/flow approve ${run}`);
  await phase(url, run, 'succeeded');
  const { size } = statSync(copy);
  const again = await runVerb(['backup', copy], old);
  assert.equal(again.code, 78);
  assert.match(again.stderr, /copy\.db: cannot be created: .*EEXIST/);
  assert.equal(statSync(copy).size, size);
  server.kill('SIGTERM');
  await server.ended;

  const fresh = folderOf('fresh');
  mkdirSync(join(fresh, 'data'));
  cpSync(copy, join(fresh, 'data', 'greenlight.db'));
  const verify = await runVerb(['audit', 'verify'], fresh);
  assert.equal(verify.code, 0, verify.stdout + verify.stderr);
  const restored = startVerb(['start'], fresh);
  const [, there = ''] = await restored.printed(/Greenlight runs: (http:\S+)/);
  await phase(there, run, 'suspended');
  assert.equal((await say(there, ben, `/flow approve ${run}`)).outcome, 'good');
  await phase(there, run, 'succeeded');
  const next = await say(there, ada, '/flow deploy hello here');
  assert.equal(next.run, run + 1, 'numbers go on');
  restored.kill('SIGTERM');
  await restored.ended;
  const end = await runVerb(['audit', 'verify'], fresh);
  assert.equal(end.code, 0, end.stdout + end.stderr);
  assert.match(end.stdout, /The audit is intact/);
});

test('a backup needs one file, and says what backs up PostgreSQL', async () => {
  const folder = folderOf(
    'other',
    CONFIG.replace('audit:', 'database: { url: postgres://x@127.0.0.1/y }\naudit:'),
  );
  const none = await runVerb(['backup'], folder);
  assert.deepEqual(
    [none.code, none.stderr.split('\n')[0]],
    [2, 'A backup needs one file to write: greenlight backup FILE.'],
  );
  const postgres = await runVerb(['backup', 'x.db'], folder);
  assert.equal(postgres.code, 78);
  assert.match(postgres.stderr, /pg_dump/);
});
