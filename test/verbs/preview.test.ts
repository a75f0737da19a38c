import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { slackMessage } from '../../src/channels/slack-webhook/message.ts';
import { silentLog } from '../../src/log.ts';
import { eventNotice } from '../../src/presenter/event-notice.ts';
import { sampleDirectory } from '../../src/presenter/sample/people.ts';
import { sampleEvent, sampleRun } from '../../src/presenter/sample/run.ts';
import { insertRun } from '../../src/store/runs.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/sqlite/open.ts';
import { systemClock } from '../../src/time.ts';
import { samples } from '../../src/verbs/preview/source.ts';
import { runVerb } from './run-verb.ts';

const CONFIG = `audit: { key: 0123456789abcdef0123456789abcdef }
language: zh
engines:
  local: { kind: embedded, workflows: ./workflows }
people:
  ada: { name: Ada Real }
apps:
  hello:
    engine: local
    environments:
      here: { workflow: hello }
channels:
  hook: { kind: slack-webhook, url: 'https://hooks.slack.com/services/T0/B0/x' }
routes:
  own:
    to: [hook]
    language: en
    title: { en: '{{ run.app }} {{ event | words }}', zh: '{{ run.app }} {{ event | words }}' }
    body: '**{{ run.parameters.tag }}** by {{ initiator.name }}'
`;

let folder: string;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'greenlight-preview-'));
  mkdirSync(join(folder, 'with', 'workflows'), { recursive: true });
  mkdirSync(join(folder, 'with', 'data'));
  writeFileSync(join(folder, 'with', 'greenlight.yaml'), CONFIG);
  const file = join(folder, 'with', 'data', 'greenlight.db');
  const db = openSqlite(defineSchema, { file, clock: systemClock, log: silentLog });
  await db.migrate();
  await db.tx(async (tx) => {
    const place = { app: 'hello', environment: 'here', workflow: 'hello', parameters: { tag: 'v9' } };
    const started = { initiator: 'ada', initiatorName: 'Ada', inbox: null, createdAt: 1000 };
    await insertRun(tx, { ...place, ...started, engine: 'local', phase: 'running', ref: 'r1', key: 'k1' });
  });
  await db.close();
});

after(() => rmSync(folder, { recursive: true, force: true }));

async function ran(args: readonly string[], cwd = folder): Promise<string> {
  const { code, stdout, stderr } = await runVerb(['preview', ...args], cwd);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  return stdout;
}

describe('greenlight preview', () => {
  test('needs no configuration, and with --json prints exactly what the renderer makes', async () => {
    const said = await ran(['failed', '--for', 'slack-webhook', '--json']);
    const view = sampleRun('failed');
    const card = eventNotice(view, sampleEvent('failed'), sampleDirectory('en'), 'en', samples().links);
    const { people } = samples().scene('failed');
    const { body } = slackMessage({
      card,
      language: 'en',
      mentions: { people, everyone: false },
      fact: { type: 'run.failed', subject: 'run/42', at: 0 },
    });
    assert.deepEqual(JSON.parse(said), body);
  });

  test('draws everything for everything, without colours for a pipe', async () => {
    const said = await ran([]);
    for (const heading of ['card · Slack · en', 'break-glass · WeCom · en', 'hostile · E-mail · en'])
      assert.ok(said.includes(heading), heading);
    assert.ok(!said.includes('\u001B'));
    assert.match(said, /\d+ of 4096 bytes/);
  });

  test('writes a page with both languages', async () => {
    const said = await ran(['waiting', '--page', 'preview.html']);
    assert.equal(said, 'preview.html: 20 messages\n');
    const page = readFileSync(join(folder, 'preview.html'), 'utf8');
    assert.ok(page.includes('waits for approval') && page.includes('等待审批'));
  });

  test('shows a run of the database, in the language of the house; what it never asked is not shown', async () => {
    const cwd = join(folder, 'with');
    const said = await ran(['--run', '1', '--for', 'slack'], cwd);
    assert.match(said, /hello → here · #1 已开始/);
    assert.match(said, /发起人：Ada Real/);
    assert.doesNotMatch(said, /gate · Slack/);
    const { code, stderr } = await runVerb(['preview', '--run', '7'], cwd);
    assert.equal(code, 2);
    assert.match(stderr, /no run #7/);
  });

  test('shows the words of a route; check refuses words that cannot be said, and a preview says why it does not use them', async () => {
    const cwd = join(folder, 'with');
    const said = await ran(['failed', '--run', '1', '--route', 'own', '--for', 'slack-webhook'], cwd);
    assert.match(said, /❌ hello failed\n┃\n┃ \*v9\* by Ada Real\n/);
    writeFileSync(join(cwd, 'bad.yaml'), CONFIG.replace('initiator.name', 'initiator.nam'));
    const checked = await runVerb(['check', '--config', 'bad.yaml'], cwd);
    assert.equal(checked.code, 78);
    assert.match(
      checked.stderr,
      /routes\.own\.body: line 1: there is no variable “initiator\.nam”; did you mean “initiator\.name”\?/,
    );
    const shown = await runVerb(
      ['preview', 'failed', '--config', 'bad.yaml', '--route', 'own', '--for', 'wecom'],
      cwd,
    );
    assert.equal(shown.code, 0);
    assert.match(shown.stderr, /not used: line 1: undefined variable: initiator\.nam/);
  });

  test('a mistake ends with the usage, a missing configuration with its own code', async () => {
    const wrong = await runVerb(['preview', 'faild'], folder);
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /Did you mean “failed”/);
    const without = await runVerb(['preview', '--run', '1'], folder);
    assert.equal(without.code, 78);
    for (const [page, why] of [
      [join('nowhere', 'x.html'), 'there is no such folder'],
      ['with', 'this is a folder'],
    ] as const) {
      const unwritten = await runVerb(['preview', 'failed', '--for', 'slack', '--page', page], folder);
      assert.equal(unwritten.code, 2);
      assert.ok(unwritten.stderr.startsWith(`The page cannot be written to ${page}: ${why}.\n`));
    }
    const route = await runVerb(['preview', '--route', 'nowhere'], join(folder, 'with'));
    assert.equal(route.code, 2);
    assert.match(route.stderr, /no route “nowhere”/);
  });
});
