import assert from 'node:assert/strict';
import { test } from 'node:test';
import tls from 'node:tls';
import { createDirectory } from '../../src/domain/directory.ts';
import { isFinal, type RunSnapshot } from '../../src/domain/run.ts';
import { createGuard } from '../../src/engines/embedded/effects/guard.ts';
import { createEmbeddedEngine } from '../../src/engines/embedded/embedded-engine.ts';
import { stillWaits } from '../../src/engines/embedded/sends/still-waits.ts';
import { silentLog } from '../../src/log.ts';
import { createRing, type Ring } from '../../src/ring.ts';
import { openDingTalkHook } from '../../src/simulator/channels/dingtalk-hook.ts';
import { openFeishuHook } from '../../src/simulator/channels/feishu-hook.ts';
import { certificate } from '../../src/simulator/channels/mail-certificate.ts';
import { MAIL_PASSWORD, MAIL_USER, openMailServer } from '../../src/simulator/channels/mail-server.ts';
import { openSlackHook } from '../../src/simulator/channels/slack-hook.ts';
import { createStepChannels } from '../../src/step-channels.ts';
import { insertRun, runById } from '../../src/store/runs.ts';
import { systemClock } from '../../src/time.ts';
import { request } from '../contracts/engine.ts';
import { openPlace } from '../engines/embedded/bench.ts';
import { rowsOf } from '../engines/embedded/notice-bench.ts';
import { AUDIT_KEYS } from '../fakes/audit-keys.ts';
import { newRun } from '../store/new-run.ts';
import { until } from '../until.ts';

// As an operator's own authority would be known to Node.
tls.setDefaultCACertificates([...tls.getCACertificates(), certificate]);

/** The whole way of a step's messages: engine, rows, dispatcher, channels and the vendors' own answers. */
async function openWay(dingtalk: Parameters<typeof openDingTalkHook>[1] = {}) {
  const clock = systemClock;
  const slack = await openSlackHook(clock);
  const lark = await openFeishuHook(clock);
  const dingding = await openDingTalkHook(clock, dingtalk);
  const mail = await openMailServer({ tls: 'starttls', clock });
  const workflow = `apiVersion: core.oam.dev/v1alpha1
kind: Workflow
metadata: { name: w }
steps:
  - name: tell
    type: notification
    properties:
      slack: { url: { secretRef: { name: slack, key: url } }, message: { text: gone out } }
      lark: { url: { value: "${lark.url}" }, message: { msg_type: text, content: '{"text": "gone out"}' } }
      dingding: { url: { value: "${dingding.url}" }, message: { text: { content: gone out } } }
      email:
        from: { address: ${MAIL_USER}, password: { value: ${MAIL_PASSWORD} }, host: localhost, port: ${mail.port} }
        to: [ada@example.com, ben@example.com]
        content: { subject: gone out, body: <b>gone out</b> }
  - { name: after, type: print-message-in-status, properties: { message: done } }
`;
  const secrets = { slack: { url: slack.url } };
  const allow = ['127.0.0.1', '::1'];
  const place = await openPlace({ files: { 'w.yaml': workflow }, secrets, http: { allow } });
  const { db } = place;
  const directory = createDirectory({ language: 'en', platforms: [], people: [], policies: [], apps: [] });
  function build(): { ring: Ring; engine: ReturnType<typeof createEmbeddedEngine>['engine'] } {
    const made = createEmbeddedEngine(place.options, { db, clock, log: silentLog });
    const { engine } = made;
    const stepChannels = createStepChannels({
      clock,
      secretOf: (_engine, name, key) => (name === 'slack' && key === 'url' ? slack.url : undefined),
      guardOf: async () => createGuard(allow),
      stillWaits: (subject) => stillWaits(db.read, subject),
    });
    const ring = createRing({
      db,
      clock,
      log: silentLog,
      directory,
      platforms: [],
      engines: [engine],
      auditKeys: AUDIT_KEYS,
      stepChannels,
      wakeEngine: () => made.wake(),
    });
    return { ring, engine };
  }
  let built = build();
  await built.ring.start();
  const runs = new Map<string, number>();
  return {
    slack,
    lark,
    dingding,
    mail,
    db,
    async start(key: string): Promise<string> {
      runs.set(key, await db.tx((tx) => insertRun(tx, newRun(key, { engine: 'local' }))));
      return (await built.engine.run(request('w'), key)).ref;
    },
    /** As people see it: by what the engine told. */
    ended: (key: string): Promise<RunSnapshot> =>
      until(`the end of ${key}`, async () => {
        const snapshot = (await runById(db.read, runs.get(key) ?? 0))?.snapshot;
        return snapshot != null && isFinal(snapshot.phase) && snapshot;
      }),
    retry: (ref: string) => built.engine.act(ref, 'retry', { name: 'Ada' }, 'again'),
    /** Ends the server and begins another one on the same database; in between `work` is done. */
    async restart(work: () => Promise<void> = async () => {}) {
      await built.ring.stop();
      await work();
      built = build();
      await built.ring.start();
    },
    counts: () => [slack.taken.length, lark.taken.length, dingding.taken.length, mail.taken.length],
    async [Symbol.asyncDispose]() {
      await built.ring.stop();
      await place[Symbol.asyncDispose]();
      await Promise.all([slack.server.down(), lark.server.down(), dingding.server.down(), mail.down()]);
    },
  };
}

test('a step tells four vendors at once, each of them once', async () => {
  await using way = await openWay();
  await way.start('k');
  const end = await way.ended('k');
  assert.deepEqual(
    end.steps.map(({ phase, message }) => [phase, message]),
    [
      ['succeeded', 'sent to lark, dingding, slack, email'],
      ['succeeded', 'done'],
    ],
  );
  assert.deepEqual(way.counts(), [1, 1, 1, 2]);
  assert.deepEqual(way.mail.taken.flatMap(({ calls }) => calls).toSorted(), [
    'ada@example.com',
    'ben@example.com',
  ]);
});

test('a robot that refuses fails the step, which says so; the others are told once; a retry tells all', async () => {
  const settings = { keyword: 'a word that is not there' };
  await using way = await openWay(settings);
  const ref = await way.start('k');
  const end = await way.ended('k');
  assert.equal(end.phase, 'failed');
  assert.equal(
    end.steps[0]?.message,
    'dingding: not sent (credentials-refused): 310000, its keyword or IP list is against it, or it wants a signature (a step cannot sign); sent to lark, slack, email',
  );
  assert.equal(way.dingding.server.requests(), 1, 'what is refused is not tried again');
  assert.deepEqual(way.counts(), [1, 1, 0, 2]);
  settings.keyword = 'gone out';
  assert.deepEqual(await way.retry(ref), { kind: 'accepted' });
  await until(
    'the second attempt',
    async () => (await rowsOf(way)).filter(({ state }) => state === 'sent').length === 9,
  );
  assert.deepEqual(way.counts(), [2, 2, 1, 4]);
});

test('a message whose answer was lost is not sent again, through a restart, and the step says that it may have arrived', async () => {
  await using way = await openWay();
  way.slack.server.next({ kind: 'lose-answer' });
  await way.start('k');
  await until('the message at Slack', () => way.slack.taken.length === 1);
  await way.restart();
  const end = await way.ended('k');
  assert.equal(
    end.steps[0]?.message,
    'slack: not sent (unknown): it may have arrived, look there before you retry; sent to lark, dingding, email',
  );
  assert.deepEqual(way.counts(), [1, 1, 1, 2]);
});

test('a robot that is away for a moment is tried again, and nobody else is told twice', async () => {
  await using way = await openWay();
  way.lark.server.next({
    kind: 'answer',
    response: { status: 429, body: '{}', headers: { 'retry-after': '1' } },
  });
  await way.start('k');
  assert.equal((await way.ended('k')).phase, 'succeeded');
  assert.equal(way.lark.server.requests(), 2);
  assert.deepEqual(way.counts(), [1, 1, 1, 2]);
});

test('nothing is sent twice of what a server began before it ended', async () => {
  await using way = await openWay();
  const hold = Promise.withResolvers<void>();
  way.slack.server.next({ kind: 'hold', until: hold.promise });
  await way.start('k');
  await until('the others', () => way.counts().slice(1).join() === '1,1,2');
  const stopped = way.restart();
  hold.resolve();
  await stopped;
  assert.equal((await way.ended('k')).phase, 'succeeded');
  assert.deepEqual(way.counts(), [1, 1, 1, 2]);
});
