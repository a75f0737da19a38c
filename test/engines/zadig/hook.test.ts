import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, mock } from 'node:test';
import { systemClock } from '../../../src/time.ts';
import { openContractStage } from '../../fakes/zadig/contract-stage.ts';
import { ZADIG_VERSIONS } from '../../fakes/zadig/version.ts';
import { startZadig, type Zadig } from '../../fakes/zadig/zadig.ts';
import { cardsOf } from '../../ring/harness.ts';
import { until } from '../../until.ts';
import { createdBody, IMAGE, jobBody, passedBody, SHA, waitingBody } from './documents.ts';
import { directoryOf, HOOK_TOKEN, NOWHERE, openZadigHouse, PATH } from './house.ts';

void describe('a webhook while Zadig itself does not answer', { concurrency: 4 }, () => {
  void it('becomes a card with its stages, the commit and the image, which says that it is hearsay', async () => {
    await using zadig = await openZadigHouse({ url: NOWHERE });
    assert.equal((await zadig.send(passedBody())).status, 200);
    const [card] = await until('a card', () => {
      const cards = cardsOf(zadig.house.chat);
      return cards.length > 0 && cards;
    });
    assert.deepEqual(card?.room, { platform: 'chat', id: 'R-zadig' });
    const text = JSON.stringify(card?.card);
    const steps = card?.card.parts.flatMap((part) => (part.kind === 'steps' ? part.steps : [])) ?? [];
    assert.deepEqual(
      steps.filter(({ depth }) => depth === 0).map(({ title, mark }) => [title, mark]),
      [
        ['build', 'done'],
        ['deploy-dev', 'done'],
        ['smoke', 'done'],
      ],
    );
    for (const expected of [SHA.slice(0, 7), 'Orders are paid once', IMAGE, 'could not be read yet'])
      assert.ok(text.includes(expected), expected);
    assert.ok(text.includes('/v1/projects/detail/team/pipelines/custom/release-dev/12?'), 'link to the task');
  });
  void it('is told once, however often and in whatever order the bodies of a task come', async () => {
    const bodies = [createdBody(), waitingBody(), jobBody('prepare'), jobBody('passed'), passedBody()];
    const cards: string[] = [];
    for (const order of [bodies, bodies.toReversed(), [...bodies, ...bodies], [passedBody()]]) {
      await using zadig = await openZadigHouse({ url: NOWHERE });
      for (const body of order) assert.equal((await zadig.send(body)).status, 200);
      const card = await until('the last card', () => {
        const [shown] = cardsOf(zadig.house.chat);
        const last = shown?.edits.at(-1) ?? shown?.card;
        return last !== undefined && JSON.stringify(last).includes('succeeded') && last;
      });
      assert.equal(cardsOf(zadig.house.chat).length, 1);
      cards.push(JSON.stringify(card));
    }
    assert.equal(new Set(cards).size, 1);
  });
  void it('opens no gate, and counts for nothing: it is no revision and no end', async () => {
    await using zadig = await openZadigHouse({ url: NOWHERE }, directoryOf('team/release-dev'));
    await zadig.send(waitingBody());
    await zadig.send(passedBody());
    assert.deepEqual(
      zadig.told.map(({ gates, hearsay, phase }) => [gates, hearsay, phase]),
      [
        [[], true, 'running'],
        [[], true, 'succeeded'],
      ],
    );
    const { db } = zadig.house;
    const [run] = await db.read.select().from(db.schema.runs);
    assert.deepEqual([run?.app, run?.phase, run?.endedAt, run?.outcome], ['shop', 'succeeded', null, null]);
    assert.deepEqual(await db.read.select().from(db.schema.revisions), []);
  });
});

void it('a release plan is shown with its jobs and linked, and decided in Zadig', async () => {
  await using zadig = await startZadig({});
  const id = '64f0c0ffee00000000000001';
  const plan = {
    id,
    index: 3,
    name: 'July',
    manager: 'ada',
    managerId: 'a',
    createTime: 1_782_900_000,
  } as const;
  zadig.plans.put({ ...plan, status: 'executing' });
  await using here = await openZadigHouse({ url: zadig.url, token: zadig.token() });
  const { managerId: _, createTime: create_time, ...body } = plan;
  const jobs = [{ id: 'j', name: 'tell support', type: 'text', status: 'todo' }];
  const release_plan = { ...body, create_time, status: 'wait_for_approval', jobs };
  const sent = await here.send({
    object_kind: 'release_plan',
    event: 'finish_planning',
    release_plan,
    workflow: null,
  });
  assert.equal(sent.status, 200);
  await until('what was read', () => here.told.find(({ hearsay }) => hearsay !== true));
  assert.deepEqual(
    here.told.map(({ ref, phase, elsewhere }) => [ref, phase, elsewhere?.[0]?.where]),
    [
      [`release_plan/${id}`, 'suspended', 'zadig'],
      [`release_plan/${id}`, 'running', undefined],
    ],
  );
  const card = await until('the card', () => cardsOf(here.house.chat)[0]?.card);
  assert.ok(JSON.stringify(card).includes(`/v1/releasePlan/detail?id=${id}`));
});

void describe('the door of the hook', { concurrency: 4 }, () => {
  void it('lets nobody in without the token, and reads nothing of theirs', async () => {
    await using zadig = await openZadigHouse({ url: NOWHERE });
    for (const token of ['', 'wrong', 'x'.repeat(5000)])
      assert.equal((await zadig.send('{"broken', token)).status, 401);
    assert.equal(zadig.told.length, 0);
  });
  void it('says what is no webhook of Zadig, and takes what it does not know without a card', async () => {
    await using zadig = await openZadigHouse({ url: NOWHERE });
    assert.equal((await zadig.send('{"broken')).status, 400);
    assert.equal((await zadig.send('[1]')).status, 400);
    assert.equal((await zadig.send(passedBody({ task_id: 'twelve' }))).status, 400);
    assert.equal((await zadig.send(passedBody({ project_name: '../x' }))).status, 400);
    assert.equal((await zadig.send(passedBody({ task_type: 'test' }))).status, 200);
    const plan = { object_kind: 'release_plan', event: 'start_execute', release_plan: {}, workflow: null };
    assert.equal((await zadig.send(plan)).status, 200);
    assert.equal((await zadig.send('x'.repeat(1024 * 1024 + 1))).status, 413);
    assert.equal(zadig.told.length, 0);
  });
  void it('never writes its token into a log', async () => {
    const lines: string[] = [];
    const write = (fields: unknown, message: unknown): void =>
      void lines.push(JSON.stringify([fields, message]), String((fields as { cause?: unknown }).cause));
    const log = { debug: write, info: write, warn: write, error: write, child: () => log };
    await using zadig = await openZadigHouse({ url: NOWHERE, token: 'api-token-of-ours', log });
    await zadig.send(passedBody(), 'some-wrong-token');
    await zadig.send(passedBody());
    await until('a warning', () => lines.some((line) => line.includes('looked at')));
    assert.ok(!lines.join('\n').match(/some-wrong-token|token-of-hooks|api-token-of-ours/));
  });
});

void it('a retry in Zadig is followed, although it is told before anything has changed', async () => {
  await using stage = await openContractStage({});
  const { zadig } = stage;
  await using here = await openZadigHouse({ url: zadig.url, token: stage.token, limits: { listMs: 60_000 } });
  const once = { name: 'once', does: { kind: 'fails', times: 1 } } as const;
  // Zadig tells one after another, and only then does it.
  const slow = createServer((_request, response) => void systemClock.after(200, () => response.end()));
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
  const { port } = slow.address() as AddressInfo;
  const notify = [
    { address: `${here.url}${PATH}`, token: HOOK_TOKEN, on: ['created'] },
    { address: `http://127.0.0.1:${port}`, on: ['created'] },
  ];
  zadig.define({ key: 'once', project: 'shop', notify, stages: [{ name: 'once', jobs: [once] }] });
  const post = (path: string, body: object): Promise<Response> =>
    fetch(`${zadig.url}/openapi/workflows/custom${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stage.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const inputs = [{ job_name: 'once', job_type: 'freestyle', parameters: {} }];
  await post('/task', { project_key: 'shop', workflow_key: 'once', inputs });
  await until('the failure', () => here.told.some(({ phase }) => phase === 'failed'));
  assert.equal((await post('/once/task/1?projectKey=shop', {})).status, 200);
  await until('the end', () => here.told.at(-1)?.phase === 'succeeded');
  slow.close();
});

void describe('whoever made up a webhook about a task does not say who started it', () => {
  void it('where Zadig tells who is behind a name', async () => {
    await using stage = await openContractStage({});
    assert.deepEqual(await initiators(stage.zadig, stage.token, ['ben@example.com']), [
      ['ben', 'admin'],
      [null, 'admin'],
    ]);
  });
  void it('where it does not, and a webhook of its own says another', async () => {
    await using stage = await openContractStage({});
    const projects = { shop: { execute: true } };
    const service = { uid: 'u-green', name: 'green', account: 'green', email: 'green@example.com' };
    stage.zadig.people.put({ ...service, tokenEnabled: true, projects });
    const token = stage.zadig.token('u-green');
    const mails = ['admin@example.com', 'ben@example.com'];
    assert.deepEqual((await initiators(stage.zadig, token, mails)).at(-1), [null, 'admin']);
  });
});

/** Who is said to have started the run: before it was read, and after. */
async function initiators(zadig: Zadig, token: string, mails: readonly string[]): Promise<unknown[]> {
  await using here = await openZadigHouse({ url: zadig.url, token }, directoryOf('shop/gated'));
  const told = { project_name: 'shop', workflow_name: 'gated', task_id: 1, task_creator: 'admin' };
  for (const task_creator_email of mails) {
    const body = createdBody();
    Object.assign(body.workflow, told, { task_creator_email });
    assert.equal((await here.send(body)).status, 200);
  }
  const { db } = here.house;
  const look = async (): Promise<unknown[]> =>
    (await db.read.select().from(db.schema.runs)).map((run) => [run.initiator, run.initiatorName]);
  const before = await look();
  await zadig.start('gated');
  await until('what was read', () => here.told.some(({ hearsay }) => hearsay !== true));
  return [...before, ...(await look())];
}

void it('what could not be stored is not answered as if it were', async () => {
  await using zadig = await openZadigHouse({ url: NOWHERE });
  const { db } = zadig.house;
  const full = mock.method(db, 'tx', () => Promise.reject(new Error('the disk is full')));
  const { status, text } = await zadig.send(passedBody());
  full.mock.restore();
  assert.deepEqual([status, text.includes('disk')], [500, false]);
  assert.deepEqual(await db.read.select().from(db.schema.runs), []);
});

void describe('webhooks of each version lead to the task itself', { concurrency: 2 }, () => {
  for (const version of ZADIG_VERSIONS)
    void it(version, async () => {
      await using zadig = await startZadig({ version });
      await using here = await openZadigHouse({
        url: zadig.url,
        token: zadig.token(),
        limits: { listMs: 60_000 },
      });
      const notify = [{ address: `${here.url}${PATH}`, token: HOOK_TOKEN, on: ['created', 'passed'] }];
      const stages = [
        {
          name: '构建',
          jobs: [{ name: 'b', type: 'zadig-build', tasks: [{ parts: ['api', 'api'], image: IMAGE }] }],
        },
        { name: '部署', jobs: [{ name: 'd' }] },
      ];
      zadig.define({ key: 'one', name: '一', project: 'shop', notify, stages });
      const inputs = ['b', 'd'].map((job_name) => ({ job_name, job_type: 'x', parameters: {} }));
      await fetch(`${zadig.url}/openapi/workflows/custom/task`, {
        method: 'POST',
        headers: { authorization: `Bearer ${zadig.token()}`, 'content-type': 'application/json' },
        body: JSON.stringify({ project_key: 'shop', workflow_key: 'one', inputs }),
      });
      const end = await until('the end', () =>
        here.told.findLast(({ phase, hearsay }) => phase === 'succeeded' && hearsay !== true),
      );
      assert.deepEqual(
        end.steps.map(({ path, children }) => [path, children.map((job) => job.path)]),
        [
          ['构建', ['构建/b']],
          ['部署', ['部署/d']],
        ],
      );
      assert.deepEqual([end.images, end.workflowTitle, end.ref], [[IMAGE], '一', 'shop/one/1']);
      assert.equal(end.initiator?.email, 'admin@example.com');
      assert.equal(cardsOf(here.house.chat).length, 1);
    });
});
