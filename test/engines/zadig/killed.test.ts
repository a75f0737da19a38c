/** The real server as a process that is killed, between a Slack and a Zadig that go on. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { textOf } from '../../crash/chats/slack-card.ts';
import { AUDIT_SECRET } from '../../fakes/audit-keys.ts';
import { userEntry } from '../../fakes/zadig/people.ts';
import { ADMIN, startZadig, type Zadig } from '../../fakes/zadig/zadig.ts';
import { appToken, BEN, botToken, openWorkspace, ROOM } from '../../simulator/slack/workspace.ts';
import { until } from '../../until.ts';
import { startVerb } from '../../verbs/run-verb.ts';
import { HOOK_TOKEN, PATH } from './house.ts';

type Workspace = Awaited<ReturnType<typeof openWorkspace>>;
type Server = { url: string; kill(): Promise<void> };
type Scene = AsyncDisposable & {
  zadig: Zadig;
  slack: Workspace['slack'];
  start(): Promise<Server>;
  /** Resolves with the status of the answer to a webhook. */
  send(server: Server, body: unknown): Promise<number>;
};

/** `gated` belongs to an app; of `plain` only its webhooks tell, so nothing but what was stored leads back to it. */
async function openScene(): Promise<Scene> {
  const zadig = await startZadig();
  const ask = { users: [userEntry(ADMIN)], description: 'To prod?' };
  const [before, after] = ['before', 'after'].map((name) => ({ name, jobs: [{ name }] }));
  assert.ok(before && after);
  const gate = { name: 'ask', jobs: [{ name: 'go', type: 'approval', approval: ask }] };
  zadig.define({ key: 'gated', project: 'shop', stages: [before, gate, after] });
  const notify = [{ address: `http://127.0.0.1:1${PATH}`, token: HOOK_TOKEN, on: ['created'] }];
  zadig.define({ key: 'plain', project: 'other', notify, stages: [before, after] });
  const workspace = await openWorkspace();
  const folder = mkdtempSync(join(tmpdir(), 'greenlight-killed-'));
  // JSON is YAML. What a kill left unknown in the chat is cleared up after three of its time-outs.
  const config = {
    server: { host: '127.0.0.1', port: 0 },
    database: { url: 'sqlite:./greenlight.db' },
    audit: { key: AUDIT_SECRET },
    people: { ada: { name: 'Ada', email: ADMIN.email }, ben: { name: 'Ben', ids: { slack: BEN } } },
    platforms: {
      slack: { kind: 'slack', botToken, appToken, apiUrl: workspace.apiUrl, requestTimeout: '1s' },
    },
    engines: {
      zadig: {
        kind: 'zadig',
        url: zadig.url,
        token: zadig.token(),
        hookToken: HOOK_TOKEN,
        room: `slack/${ROOM}`,
        pollInterval: '1h',
      },
    },
    apps: {
      shop: {
        engine: 'zadig',
        rooms: [`slack/${ROOM}`],
        environments: { prod: { workflow: 'shop/gated', approvers: ['ben'] } },
      },
    },
  };
  writeFileSync(join(folder, 'greenlight.yaml'), JSON.stringify(config));
  const servers: Server[] = [];
  return {
    zadig,
    slack: workspace.slack,
    async start() {
      const server = startVerb(['start'], folder);
      const kill = async (): Promise<void> => {
        server.kill('SIGKILL');
        await server.ended;
      };
      servers.push({ url: '', kill });
      const [, url = ''] = await server.printed(/Greenlight runs: (http:\S+)/);
      return { url, kill };
    },
    async send({ url }, body) {
      const headers = { 'content-type': 'application/json', 'x-zadig-token': HOOK_TOKEN };
      return (await fetch(`${url}${PATH}`, { method: 'POST', headers, body: JSON.stringify(body) })).status;
    },
    async [Symbol.asyncDispose]() {
      for (const server of servers) await server.kill();
      await workspace[Symbol.asyncDispose]();
      await zadig[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The one card in the room, once it says what `is` looks for. */
async function cardThat(
  { slack }: Scene,
  is: (text: string) => boolean,
): Promise<{ ts: string; text: string }> {
  return await until('the card', () => {
    const [card, ...others] = slack.world.messages.filter(
      ({ botId, channel, deleted, threadTs = '' }) =>
        botId !== undefined && channel === ROOM && threadTs === '' && !deleted,
    );
    assert.deepEqual(others, []);
    const text = card === undefined ? '' : textOf(card.blocks);
    return card !== undefined && is(text) && { ts: card.ts, text };
  });
}

const succeeded = (text: string): boolean => /succeeded/.test(text) && !/could not be read yet/.test(text);

void describe('a server that is killed', { concurrency: 4 }, () => {
  void it('right after it has answered a webhook shows the task all the same, once and as it is', async () => {
    await using scene = await openScene();
    const { zadig } = scene;
    const first = await scene.start();
    zadig.hooks.decide(() => 'lose');
    await zadig.start('plain');
    const held = zadig.faults.hold({ call: 'task' });
    assert.equal(await scene.send(first, zadig.hooks.sent[0]?.json), 200);
    await first.kill();
    held.release();
    await scene.start();
    const { text } = await cardThat(scene, succeeded);
    assert.match(text, /after/);
  });

  for (const fate of ['before it took effect', 'after it took effect', 'still on its way'] as const)
    void it(`while Zadig has its approval, ${fate}, approves once and says so`, async () => {
      await using scene = await openScene();
      const { zadig, slack } = scene;
      const first = await scene.start();
      await until('a connection', () => slack.connections() > 0);
      await zadig.start('gated');
      // Polls come once an hour.
      const told = { workflow_name: 'gated', project_name: 'shop', task_id: 1, status: 'running' };
      await scene.send(first, { object_kind: 'workflow', event: 'workflow', workflow: told });
      const { ts } = await cardThat(scene, (text) => text.includes('To prod?'));
      const { faults } = zadig;
      const held = faults.hold({ call: 'approve' });
      const clicked = await slack.people.click(BEN, ROOM, ts, (element) =>
        String(element.action_id).startsWith('decide:approve:'),
      );
      assert.equal(clicked.acked, true);
      await until('the request', () => held.waiting.length === 1);
      switch (fate) {
        case 'before it took effect':
          faults.add({ call: 'approve' }, { do: 'cut', when: 'before' });
          await first.kill();
          held.release();
          await scene.start();
          break;
        case 'after it took effect': {
          const silence = faults.add({ call: 'approve' }, { do: 'hang', when: 'after' });
          held.release();
          await until('the effect', () => silence.hits > 0);
          await first.kill();
          await scene.start();
          break;
        }
        case 'still on its way':
          await first.kill();
          await scene.start();
          await until('the second request', () => held.waiting.length === 2);
          held.release();
      }
      const { text } = await cardThat(scene, succeeded);
      assert.match(text, /Approved by Ben/);
      const votes = zadig.tasks.job('gated', 1, 'go').approvers;
      assert.deepEqual(
        votes.map(({ reject_or_approve }) => reject_or_approve),
        ['approve'],
      );
      assert.match(votes[0]?.comment ?? '', /^Ben \[greenlight [0-9a-f]{12}\]$/);
      assert.equal(zadig.count('approve'), fate === 'after it took effect' ? 1 : 2);
    });
});
