import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Card } from '../../../src/domain/card.ts';
import { latestRuns } from '../../../src/store/runs.ts';
import { openContractStage } from '../../fakes/zadig/contract-stage.ts';
import { userEntry } from '../../fakes/zadig/people.ts';
import { ADMIN, type Zadig } from '../../fakes/zadig/zadig.ts';
import { actionsOf, approveOf, cardsOf, click, command, noticesOf } from '../../ring/harness.ts';
import { until } from '../../until.ts';
import { directoryOf, HOOK_TOKEN, openZadigHouse, PATH, type ZadigHouse } from './house.ts';

const LI = { uid: 'u-li', name: '李雷', account: 'lilei', email: 'li@example.com', tokenEnabled: true };

/** Two stages around an approval that the service account and Li are asked for. */
function asking(notify: { address: string; token: string } | undefined) {
  const on = ['created', 'passed', 'failed', 'cancelled', 'reject', 'wait_for_approval'];
  return {
    key: 'gated',
    project: 'shop',
    params: [{ name: 'version', type: 'string' as const }],
    notify: notify === undefined ? [] : [{ ...notify, on }],
    stages: [
      { name: 'before', jobs: [{ name: 'build' }] },
      {
        name: 'ask',
        jobs: [
          {
            name: 'go',
            type: 'approval',
            approval: { users: [userEntry(ADMIN), userEntry(LI)], description: 'To prod?' },
          },
        ],
      },
      // What it builds is known only when it has: by then the approval is history.
      {
        name: 'after',
        jobs: [
          {
            name: 'deploy',
            type: 'zadig-build',
            tasks: [{ parts: ['api', 'api'], image: 'registry/api:1' }],
          },
        ],
      },
    ],
  };
}

type Scene = AsyncDisposable & { zadig: Zadig; here: ZadigHouse; li: string };

async function openScene(hooked = true): Promise<Scene> {
  const stage = await openContractStage({ accounts: [LI] });
  const { zadig } = stage;
  const here = await openZadigHouse(
    { url: zadig.url, token: stage.token, workflows: ['shop/gated'] },
    directoryOf('shop/gated'),
  );
  zadig.define(asking(hooked ? { address: `${here.url}${PATH}`, token: HOOK_TOKEN } : undefined));
  return {
    zadig,
    here,
    li: zadig.token(LI.uid),
    async [Symbol.asyncDispose]() {
      await here[Symbol.asyncDispose]();
      await stage[Symbol.asyncDispose]();
    },
  };
}

function lastCard(here: ZadigHouse, room = 'R1'): Card | undefined {
  const shown = cardsOf(here.house.chat).find((one) => one.room.id === room);
  return shown?.edits.at(-1) ?? shown?.card;
}

const card = (here: ZadigHouse, is: (card: Card) => boolean, room?: string): Promise<Card> =>
  until('the card', () => {
    const last = lastCard(here, room);
    return last !== undefined && is(last) && last;
  });

const asks = (one: Card): boolean => approveOf(one) !== undefined;
const says =
  (text: string) =>
  (one: Card): boolean =>
    JSON.stringify(one).includes(text);

async function decided(here: ZadigHouse, verdict: 'approve' | 'reject'): Promise<string> {
  const open = await card(here, asks);
  const action = actionsOf(open).find((one) => one.verdict === verdict);
  assert.ok(action);
  return await click(here.house, 'ben', action);
}

function votes(zadig: Zadig) {
  const approvers = zadig.tasks.job('gated', 1, 'go').approvers;
  return approvers.map(({ user_name, reject_or_approve, comment }) => [
    user_name,
    reject_or_approve,
    comment,
  ]);
}

for (const hooked of [true, false]) {
  void describe(`a deploy from chat, ${hooked ? 'told by webhooks' : 'seen by polling alone'}`, () => {
    void it('asks, is approved with the name of whoever clicked, and ends well', async () => {
      await using scene = await openScene(hooked);
      const { here, zadig } = scene;
      assert.match(await command(here.house, 'ada', '/deploy shop prod version=v7'), /^Run #1 started/);
      assert.match(await decided(here, 'approve'), /^You approved/);
      await card(here, says('succeeded'));
      const [[name, verdict, comment] = []] = votes(zadig);
      assert.deepEqual([name, verdict], ['admin', 'approve']);
      assert.match(String(comment), /^Ben \[greenlight [0-9a-f]{12}\]$/);
      assert.equal(zadig.count('run'), 1);
      assert.deepEqual(zadig.tasks.get('gated', 1).params[0]?.value, 'v7');
      assert.equal(zadig.tasks.of('gated').length, 1);
      assert.equal(cardsOf(here.house.chat).filter(({ room }) => room.id === 'R-shop').length, 1);
    });
  });
}

void describe('calls whose answer was lost', { concurrency: 3 }, () => {
  void it('a start is looked up and not made again', async () => {
    await using scene = await openScene();
    const { here, zadig } = scene;
    zadig.faults.add({ call: 'run' }, { do: 'cut', when: 'after' }, 1);
    await command(here.house, 'ada', '/deploy shop prod');
    await decided(here, 'approve');
    await card(here, says('succeeded'));
    assert.equal(zadig.count('run'), 1);
    assert.equal((await latestRuns(here.house.db.read, 10)).length, 1);
  });
  void it('a start that never was is not made again either: people are told', async () => {
    await using scene = await openScene();
    const { here, zadig } = scene;
    zadig.faults.add({ call: 'run' }, { do: 'cut', when: 'before' }, 1);
    await command(here.house, 'ada', '/deploy shop prod');
    await card(here, (one) => says('⚠️')(one));
    assert.equal(zadig.count('run'), 1);
    assert.equal(zadig.tasks.of('gated').length, 0);
  });
  void it('a decision is known again by its mark', async () => {
    await using scene = await openScene();
    const { here, zadig } = scene;
    zadig.faults.add({ call: 'approve' }, { do: 'cut', when: 'after' }, 1);
    await command(here.house, 'ada', '/deploy shop prod');
    await decided(here, 'approve');
    await card(here, says('succeeded'));
    await until('the call to be settled', async () => {
      const calls = await here.house.db.read.select().from(here.house.db.schema.engineCalls);
      return calls.every(({ kind, state }) => state === (kind === 'run' ? 'accepted' : 'confirmed'));
    });
    assert.equal(zadig.count('approve'), 1);
  });
});

void describe('what happens in Zadig itself', { concurrency: 3 }, () => {
  void it('a decision there closes the question here, with who it was', async () => {
    await using scene = await openScene();
    const { here, zadig, li } = scene;
    await command(here.house, 'ada', '/deploy shop prod');
    await card(here, asks);
    const { name } = zadig.tasks.job('gated', 1, 'go');
    const body = { workflow_key: 'gated', task_id: 1, stage_name: name, approve: false, comment: '还不行' };
    const answer = await fetch(`${zadig.url}/openapi/workflows/custom/task/approve`, {
      method: 'POST',
      headers: { authorization: `Bearer ${li}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.equal(answer.status, 200);
    const closed = await card(here, (one) => !asks(one) && says('stopped')(one));
    assert.ok(says('rejected by 李雷: 还不行')(closed));
  });
  void it('a run that was started there asks in the room of its app, and knows who started it', async () => {
    await using scene = await openScene();
    const { here, zadig } = scene;
    const body = {
      project_key: 'shop',
      workflow_key: 'gated',
      inputs: ['build', 'go', 'deploy'].map((job_name) => ({ job_name, job_type: 'x', parameters: {} })),
    };
    await fetch(`${zadig.url}/openapi/workflows/custom/task`, {
      method: 'POST',
      headers: { authorization: `Bearer ${zadig.token()}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const open = await card(here, asks, 'R-shop');
    assert.ok(says('"admin"')(open));
    assert.ok(!says('could not be read')(open));
  });
  void it('a stage that waits for a hand says what its buttons do', async () => {
    await using scene = await openScene();
    const { here, zadig } = scene;
    const [before, , after] = asking(undefined).stages;
    assert.ok(before && after);
    const stages = [before, { ...after, manual: [userEntry(ADMIN)] }];
    zadig.define({ ...asking({ address: `${here.url}${PATH}`, token: HOOK_TOKEN }), stages });
    await zadig.start('gated');
    const open = await card(here, asks, 'R-shop');
    assert.ok(says('to approve begins it, to reject cancels the run')(open));
    const [notice] = await until('the notice', () => {
      const all = noticesOf(here.house.chat);
      return all.length > 0 && all;
    });
    assert.match(JSON.stringify(notice?.card), /to reject cancels the run/);
  });
  void it('what had ended before the first start is not told, what goes on is', async () => {
    await using stage = await openContractStage({});
    const { zadig } = stage;
    const start = async (workflow: string): Promise<void> => {
      const jobs = zadig.tasks.of(workflow);
      assert.ok(jobs);
      await fetch(`${zadig.url}/openapi/workflows/custom/task`, {
        method: 'POST',
        headers: { authorization: `Bearer ${stage.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          project_key: 'shop',
          workflow_key: workflow,
          inputs: ['hold', 'once', 'after'].map((job_name) => ({ job_name, job_type: 'x', parameters: {} })),
        }),
      });
    };
    for (let i = 0; i < 3; i += 1) await start('fails-once');
    await start('holds');
    await until('ends', () => zadig.tasks.of('fails-once').every(({ status }) => status === 'failed'));
    // A minute's margin is for clocks that differ: these ended long ago.
    for (const task of zadig.tasks.of('fails-once')) task.endTime -= 3600;
    await using here = await openZadigHouse({
      url: zadig.url,
      token: stage.token,
      workflows: ['shop/fails-once', 'shop/holds'],
    });
    await until('word', () => here.told.length > 0);
    await until('looks', () => zadig.count('tasks') > 6);
    assert.deepEqual([...new Set(here.told.map(({ ref }) => ref))], ['shop/holds/1']);
  });
  void it('what was only heard is read when Zadig is back, also after a restart', async () => {
    await using scene = await openScene();
    const { here, zadig } = scene;
    zadig.define(asking({ address: `${here.url}${PATH}`, token: HOOK_TOKEN }));
    await fetch(`${zadig.url}/openapi/workflows/custom/task`, {
      method: 'POST',
      headers: { authorization: `Bearer ${zadig.token()}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        project_key: 'shop',
        workflow_key: 'gated',
        inputs: [{ job_name: 'build', job_type: 'x', parameters: {} }],
      }),
    });
    const last = await until('the end', () => zadig.hooks.sent.find(({ status }) => status === 'passed'));
    await zadig.close();
    const other = { ...last.json, workflow: { ...(last.json['workflow'] as object), task_id: 77 } };
    await here.send(other);
    await until('hearsay', () => here.told.find(({ ref, hearsay }) => ref === 'shop/gated/77' && hearsay));
    await zadig.open();
    await here.restart();
    const read = await until('the truth', () =>
      here.told.findLast(({ ref, hearsay }) => ref === 'shop/gated/1' && hearsay !== true),
    );
    assert.equal(read.phase, 'succeeded');
  });
});
