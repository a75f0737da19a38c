import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunSnapshot } from '../../../src/domain/run.ts';
import { request } from '../../contracts/engine.ts';
import { openContractStage } from '../../fakes/zadig/contract-stage.ts';
import { userEntry } from '../../fakes/zadig/people.ts';
import type { JobScript, StageScript } from '../../fakes/zadig/script.ts';
import type { ZadigVersion } from '../../fakes/zadig/version.ts';
import type { Zadig } from '../../fakes/zadig/zadig.ts';
import { until } from '../../until.ts';
import { type Running, startEngine } from './bench.ts';

const BOT = { uid: 'u-bot', name: 'greenlight', account: 'bot', email: '', tokenEnabled: true };
const LI = { uid: 'u-li', name: '李雷', account: 'lilei', email: 'li@example.com', tokenEnabled: true };
const EXECUTES = { projects: { shop: { execute: true } } };

type Scene = AsyncDisposable & { zadig: Zadig; running: Running; waits: RunSnapshot };

/** A task of these stages that waits. The service account is no administrator. */
async function openScene(
  stages: readonly StageScript[],
  version: ZadigVersion = '5.0',
  noticeMs = 0,
): Promise<Scene> {
  const stage = await openContractStage({
    version,
    noticeMs,
    accounts: [
      { ...BOT, ...EXECUTES },
      { ...LI, ...EXECUTES },
    ],
  });
  const { zadig } = stage;
  zadig.define({ key: 'one', project: 'shop', stages });
  const running = await startEngine({ url: zadig.url, token: zadig.token(BOT.uid), workflows: ['shop/one'] });
  await running.engine.run(request('shop/one'), 'key-1');
  const waits = await toldOf(running, ({ phase }) => phase === 'suspended');
  return {
    zadig,
    running,
    waits,
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await stage[Symbol.asyncDispose]();
    },
  };
}

const toldOf = (running: Running, is: (s: RunSnapshot) => boolean): Promise<RunSnapshot> =>
  until('word', () => running.told.findLast(is));

const ask = (approval: JobScript['approval']): StageScript => ({
  name: 'ask',
  jobs: [{ name: 'go', type: 'approval', ...(approval === undefined ? {} : { approval }) }],
});
const AFTER: StageScript = { name: 'after', jobs: [{ name: 'deploy' }] };

function decide({ running, waits }: Scene, verdict: 'approve' | 'reject', key = 'd-1') {
  const [gate] = waits.gates;
  assert.ok(gate, 'no gate is open');
  return running.engine.decide(waits.ref, gate, verdict, { name: 'Ben', reason: 'fine' }, key);
}

async function vote(zadig: Zadig, approve: boolean): Promise<number> {
  const stage_name = zadig.tasks.job('one', 1, 'go').name;
  const response = await fetch(`${zadig.url}/openapi/workflows/custom/task/approve`, {
    method: 'POST',
    headers: { authorization: `Bearer ${zadig.token(LI.uid)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ workflow_key: 'one', task_id: 1, stage_name, approve, comment: '' }),
  });
  return response.status;
}

void describe('approvals', { concurrency: 4 }, () => {
  for (const version of ['4.1', '4.2', '4.3', '5.0'] as const)
    void it(`${version}: the account that is asked decides, and the person stands in the comment`, async () => {
      await using scene = await openScene([ask({ users: [userEntry(BOT)] }), AFTER], version);
      assert.deepEqual(await decide(scene, 'approve'), { kind: 'accepted' });
      await toldOf(scene.running, ({ phase }) => phase === 'succeeded');
      const [mine] = scene.zadig.tasks.job('one', 1, 'go').approvers;
      assert.match(mine?.comment ?? '', /^Ben: fine \[greenlight /);
    });
  void it('what does not ask our account has no gate, whoever is administrator', async () => {
    await using scene = await openScene([ask({ users: [userEntry(LI)] }), AFTER]);
    assert.deepEqual(scene.waits.gates, []);
    assert.deepEqual(
      scene.waits.elsewhere?.map(({ title, where }) => [title, where]),
      [['go', 'zadig']],
    );
  });
  for (const kind of ['lark', 'lark_intl', 'dingtalk', 'workwx'] as const)
    void it(`one in ${kind} is shown, and goes on when it was decided there`, async () => {
      await using scene = await openScene([ask({ kind, users: [userEntry(BOT)] }), AFTER]);
      assert.deepEqual(scene.waits.gates, []);
      assert.deepEqual(
        scene.waits.elsewhere?.map(({ where }) => where),
        [kind],
      );
      scene.zadig.tasks.decideOutside('one', 1, 'go', 'passed');
      await toldOf(scene.running, ({ phase }) => phase === 'succeeded');
    });
  void it('of several that are needed ours is one: the rest is up to people in Zadig', async () => {
    await using scene = await openScene([ask({ users: [userEntry(BOT), userEntry(LI)], needed: 2 }), AFTER]);
    assert.deepEqual(await decide(scene, 'approve'), { kind: 'accepted' });
    const rest = await toldOf(scene.running, ({ elsewhere }) => elsewhere !== undefined);
    assert.deepEqual([rest.gates, rest.elsewhere?.[0]?.missing, rest.phase], [[], 1, 'suspended']);
    assert.equal(await vote(scene.zadig, true), 200);
    await toldOf(scene.running, ({ phase }) => phase === 'succeeded');
  });
  void it('somebody else who was faster is named, also when it happens between look and decision', async () => {
    await using scene = await openScene([ask({ users: [userEntry(BOT), userEntry(LI)] }), AFTER]);
    const held = scene.zadig.faults.hold({ call: 'approve', uid: BOT.uid });
    const deciding = decide(scene, 'reject');
    await held.arrived();
    assert.equal(await vote(scene.zadig, true), 200);
    held.release();
    assert.deepEqual(await deciding, { kind: 'settled-elsewhere', by: '李雷' });
  });
  void it('a vote that Zadig has not looked at yet is no gate, and asks nobody', async () => {
    await using scene = await openScene([ask({ users: [userEntry(BOT), userEntry(LI)] }), AFTER], '5.0', 150);
    assert.deepEqual(await decide(scene, 'approve'), { kind: 'accepted' });
    const seen = await toldOf(
      scene.running,
      ({ gates, phase }) => gates.length === 0 && phase === 'suspended',
    );
    assert.equal(seen.elsewhere, undefined);
    assert.deepEqual(await decide(scene, 'approve'), { kind: 'accepted' });
    await toldOf(scene.running, ({ phase }) => phase === 'succeeded');
    assert.equal(scene.zadig.count('approve'), 1);
  });
  void it('a right that has ended is said with a code of its own', async () => {
    await using scene = await openScene([ask({ users: [userEntry(BOT)] }), AFTER]);
    const held = scene.zadig.faults.hold({ call: 'approve', uid: BOT.uid });
    const deciding = decide(scene, 'approve');
    await held.arrived();
    scene.zadig.tasks.job('one', 1, 'go').approvers.length = 0;
    held.release();
    const outcome = await deciding;
    assert.equal(outcome.kind === 'refused' && outcome.code, 'zadig-no-authority');
  });
});

void describe('gates of other kinds', { concurrency: 4 }, () => {
  for (const version of ['4.3', '5.0'] as const) {
    const manual = [userEntry(BOT)];
    const stages: StageScript[] = [
      { name: 'build', jobs: [{ name: 'b' }] },
      { ...AFTER, manual },
    ];
    void it(`${version}: a stage that waits for a hand begins with all of its jobs`, async () => {
      await using scene = await openScene(stages, version);
      assert.equal(scene.waits.gates[0]?.path, 'after');
      assert.deepEqual(await decide(scene, 'approve'), { kind: 'accepted' });
      const end = await toldOf(scene.running, ({ phase }) => phase === 'succeeded');
      assert.deepEqual(
        end.steps.map(({ name, children }) => [name, children.length]),
        [
          ['build', 1],
          ['after', 1],
        ],
      );
    });
    void it(`${version}: to reject it ends the task`, async () => {
      await using scene = await openScene(stages, version);
      assert.deepEqual(await decide(scene, 'reject'), { kind: 'accepted' });
      await toldOf(scene.running, ({ phase }) => phase === 'terminated');
    });
    void it(`${version}: a refusal whose answer was lost is known again as ours`, async () => {
      await using scene = await openScene(stages, version);
      scene.zadig.faults.add({ call: 'cancel' }, { do: 'cut', when: 'after' }, 1);
      await assert.rejects(decide(scene, 'reject'), { outcome: 'unknown' });
      await toldOf(scene.running, ({ phase }) => phase === 'terminated');
      assert.deepEqual(await decide(scene, 'reject'), { kind: 'accepted' });
      assert.equal(scene.zadig.count('cancel'), 1);
      assert.equal((await decide(scene, 'reject', 'd-2')).kind, 'settled-elsewhere');
    });
  }
  const failing: StageScript = {
    name: 'risky',
    jobs: [
      {
        name: 'migrate',
        does: { kind: 'fails', error: 'exit 1' },
        errorPolicy: { policy: 'manual_check', users: [userEntry(BOT)] },
      },
    ],
  };
  for (const [verdict, phase] of [
    ['approve', 'succeeded'],
    ['reject', 'failed'],
  ] as const)
    void it(`an error that waits is ${verdict === 'approve' ? 'ignored' : 'a failure'} by ${verdict}`, async () => {
      await using scene = await openScene([failing, AFTER]);
      assert.equal(scene.waits.gates[0]?.path, 'risky/migrate');
      assert.deepEqual(await decide(scene, verdict), { kind: 'accepted' });
      await toldOf(scene.running, (snapshot) => snapshot.phase === phase);
      assert.deepEqual(await decide(scene, verdict), { kind: 'accepted' });
      assert.equal((await decide(scene, verdict, 'd-2')).kind, 'settled-elsewhere');
    });
});

void it('4.0 cannot be started with its approval, and is not started without', async () => {
  await using stage = await openContractStage({ version: '4.0' });
  await using running = await startEngine({
    url: stage.zadig.url,
    token: stage.token,
    workflows: ['shop/gated'],
  });
  await assert.rejects(running.engine.run(request('shop/gated'), 'k'), { outcome: 'rejected' });
  assert.equal(stage.zadig.tasks.of('gated').length, 0);
});
