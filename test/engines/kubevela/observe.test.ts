import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFinal, type RunSnapshot } from '../../../src/domain/run.ts';
import { DEFAULT_LIMITS } from '../../../src/engines/kubevela/options.ts';
import { sayingText } from '../../../src/presenter/saying-text.ts';
import { type KubeApi, type KubeApiOptions, startKubeApi } from '../../fakes/kubernetes/kube-api.ts';
import { APPLICATIONS, WORKFLOW_RUNS } from '../../fakes/kubernetes/resources.ts';
import { createVelaCommands } from '../../fakes/kubevela/command-line.ts';
import { application, workflowRun } from '../../fakes/kubevela/objects.ts';
import { startVela, type Vela, type VelaOptions } from '../../fakes/kubevela/vela.ts';
import { until } from '../../until.ts';
import { type BenchOptions, type Running, startEngine } from './bench.ts';

const GATED = [
  { name: 'before', type: 'print-message-in-status', properties: { message: 'built' } },
  { name: 'ask', type: 'suspend' },
];
const QUICK = [{ name: 'only', type: 'print-message-in-status', properties: { message: 'done' } }];

type House = AsyncDisposable & { kube: KubeApi; vela: Vela };

async function openHouse(options: KubeApiOptions & VelaOptions = {}): Promise<House> {
  const kube = await startKubeApi({ namespaces: ['prod', 'staging', 'other'], ...options });
  const vela = await startVela(kube, options);
  return {
    kube,
    vela,
    async [Symbol.asyncDispose]() {
      await vela[Symbol.asyncDispose]();
      await kube[Symbol.asyncDispose]();
    },
  };
}

async function create({ kube }: House, name: string, steps = GATED, namespace = 'prod'): Promise<void> {
  const { code } = await kube.client('kubectl').create(WORKFLOW_RUNS, workflowRun(namespace, name, steps));
  assert.equal(code, 201);
}

/** What was told of the run of this name, its last word when that fits. */
function toldOf(running: Running, name: string, is: (s: RunSnapshot) => boolean): Promise<RunSnapshot> {
  return until(`word of ${name}`, () => {
    const last = running.told.findLast(({ ref }) => ref.split('/')[2] === name);
    return last !== undefined && is(last) && last;
  });
}

const namesTold = ({ told }: Running): string[] => [
  ...new Set(told.map(({ ref }) => ref.split('/')[2] ?? '')),
];
const waits = ({ gates }: RunSnapshot): boolean => gates.length > 0;
const isOver = ({ phase }: RunSnapshot): boolean => isFinal(phase);

describe('what is told of a cluster', () => {
  it('at the first start: what waits, and nothing that was over before', async () => {
    await using house = await openHouse();
    for (const name of ['old-1', 'old-2']) await create(house, name, QUICK);
    await create(house, 'open');
    await house.vela.idle();
    await using running = await startEngine(house.kube);
    await toldOf(running, 'open', waits);
    // What is new is told to its end, however fast that comes.
    await create(house, 'new', QUICK);
    await toldOf(running, 'new', isOver);
    assert.deepEqual(namesTold(running).sort(), ['new', 'open']);
  });

  it('at a later start: also what has ended since the state that was taken in last', async () => {
    await using house = await openHouse();
    await create(house, 'before', QUICK);
    await house.vela.idle();
    const newest = house.kube.store.version;
    await create(house, 'meanwhile', QUICK);
    await house.vela.idle();
    await using running = await startEngine(house.kube, { newest: async () => newest });
    await toldOf(running, 'meanwhile', isOver);
    assert.deepEqual(namesTold(running), ['meanwhile']);
  });

  it('runs of other namespaces are nobody’s business', async () => {
    await using house = await openHouse();
    await using running = await startEngine(house.kube, { namespaces: ['prod', 'staging'] });
    await create(house, 'elsewhere', GATED, 'other');
    await create(house, 'here', GATED, 'staging');
    const here = await toldOf(running, 'here', waits);
    assert.equal(here.workflow, 'staging/here');
    assert.deepEqual(namesTold(running), ['here']);
    assert.equal(await running.engine.look(here.ref.replace('staging', 'other')), undefined);
  });

  it('only changes are told: passes of the controller and labels are none', async () => {
    await using house = await openHouse();
    await using running = await startEngine(house.kube);
    await create(house, 'a');
    const { order } = await toldOf(running, 'a', waits);
    const before = running.told.length;
    const kubectl = house.kube.client('kubectl');
    for (let i = 0; i < 5; i += 1) {
      const body = { metadata: { labels: { touched: String(i) } } };
      await kubectl.patch(WORKFLOW_RUNS, 'prod', 'a', { type: 'merge', body });
    }
    await house.vela.idle();
    await create(house, 'b');
    await toldOf(running, 'b', waits);
    assert.ok(running.told.slice(before).every(({ ref }) => ref.split('/')[2] === 'b'));
    const last = await running.engine.look(running.told[before - 1]?.ref ?? '');
    assert.ok((last?.order ?? 0) > order);
  });

  it('who closed a gate, where it was not closed from here', async () => {
    await using house = await openHouse();
    await using running = await startEngine(house.kube);
    const ways = { kubectl: 'kubectl-patch', vela: 'vela', here: undefined };
    for (const [name, by] of Object.entries(ways)) {
      await create(house, name, [...GATED, { name: 'next', type: 'suspend' }]);
      const { gates, ref } = await toldOf(running, name, waits);
      const [gate] = gates;
      assert.ok(gate);
      if (name === 'here') await running.engine.decide(ref, gate, 'approve', { name: 'Ben' }, 'd-1');
      else if (name === 'vela')
        await createVelaCommands({
          client: house.kube.client('vela'),
          namespace: 'prod',
          kind: 'WorkflowRun',
        }).resume(name);
      else
        await house.kube.client('kubectl-patch').patch(WORKFLOW_RUNS, 'prod', name, {
          type: 'json',
          subresource: 'status',
          body: [
            { op: 'replace', path: '/status/steps/1/phase', value: 'running' },
            { op: 'replace', path: '/status/suspend', value: false },
          ],
        });
      const next = await toldOf(running, name, (s) => s.gates.some(({ path }) => path === 'next'));
      // At the next gate nobody has done anything yet.
      assert.equal(next.closedBy, undefined);
      const between = running.told.find((s) => s.ref === ref && s.order > 0 && s.closedBy !== undefined);
      assert.equal(between?.closedBy, by, name);
      assert.ok(between === undefined || !between.gates.some(({ attempt }) => attempt === gate.attempt));
    }
  });

  it('a run that is deleted while it waits has ended', async () => {
    await using house = await openHouse();
    await using running = await startEngine(house.kube);
    await create(house, 'a');
    const { order, ref } = await toldOf(running, 'a', waits);
    await house.kube.client('kubectl').delete(WORKFLOW_RUNS, 'prod', 'a');
    const end = await toldOf(running, 'a', isOver);
    assert.equal(end.phase, 'terminated');
    assert.ok(end.order > order);
    assert.equal(sayingText(end, 'zh'), '已在集群中被删除');
    const looked = await running.engine.look(ref);
    assert.deepEqual([looked?.phase, looked?.message], ['terminated', 'deleted in the cluster']);
    assert.equal(sayingText(looked ?? {}, 'zh'), '已在集群中被删除');
  });

  it('a state that the observer could not take is told again', async () => {
    await using house = await openHouse();
    let refusals = 1;
    const take = async (): Promise<void> => {
      if (refusals > 0) {
        refusals -= 1;
        throw new Error('the database is away');
      }
    };
    await using running = await startEngine(house.kube, { take });
    await create(house, 'a');
    await toldOf(running, 'a', waits);
    assert.equal(refusals, 0);
  });

  it('an Application that publishes a new version while the old one waits: the old run has ended, the new one is another', async () => {
    await using house = await openHouse();
    await using running = await startEngine(house.kube);
    const kubectl = house.kube.client('kubectl');
    const publish = { image: 'shop:1', steps: GATED, publishVersion: 'v1' };
    await kubectl.create(APPLICATIONS, application('prod', 'shop', publish));
    const first = await toldOf(running, 'shop', waits);
    const body = { metadata: { annotations: { 'app.oam.dev/publishVersion': 'v2' } } };
    await kubectl.patch(APPLICATIONS, 'prod', 'shop', { type: 'merge', body });
    const end = await until('the end of the first', () =>
      running.told.find(({ ref, phase }) => ref === first.ref && isFinal(phase)),
    );
    assert.equal(end.phase, 'terminated');
    assert.deepEqual(end.gates, []);
    assert.equal(end.message, 'replaced by a newer run or deleted');
    assert.equal(sayingText(end, 'zh'), '已被更新的运行取代，或已被删除');
    const second = await until('the second', () => running.told.find((s) => s.ref !== first.ref && waits(s)));
    assert.match(second.ref, /\/v2\//);
    assert.equal((await running.engine.look(first.ref))?.phase, 'terminated');
  });

  it('vela restart gives the gate another attempt', async () => {
    await using house = await openHouse();
    await using running = await startEngine(house.kube);
    await create(house, 'a');
    const first = await toldOf(running, 'a', waits);
    const client = house.kube.client('vela');
    await createVelaCommands({ client, namespace: 'prod', kind: 'WorkflowRun' }).restart('a');
    const again = await toldOf(
      running,
      'a',
      (s) => waits(s) && s.gates[0]?.attempt !== first.gates[0]?.attempt,
    );
    assert.equal(again.ref, first.ref);
  });
});

describe('a watch through everything that happens to it', () => {
  const quick: BenchOptions = { limits: { ...DEFAULT_LIMITS, retryMs: 5, longestRetryMs: 20 } };
  const watches = ({ kube }: House) =>
    kube.watches.list(
      ({ target }) => target.resource === WORKFLOW_RUNS && target.namespace === 'prod' && true,
    );
  const ours = (house: House) => watches(house).filter(({ user }) => user === 'greenlight');

  async function oneWatch(house: House) {
    return await until('a watch', () => ours(house)[0]);
  }

  it('a connection that breaks is opened anew where it was', async () => {
    await using house = await openHouse();
    await using running = await startEngine(house.kube, quick);
    (await oneWatch(house)).cut();
    await create(house, 'a');
    await toldOf(running, 'a', waits);
    (await oneWatch(house)).end();
    await create(house, 'b');
    await toldOf(running, 'b', waits);
    const lists = house.kube.exchanges.filter(
      ({ user, verb, resource }) => user === 'greenlight' && verb === 'list' && resource === 'workflowruns',
    );
    assert.equal(lists.length, 1);
  });

  for (const expiry of ['event', 'http'] as const)
    it(`what the server has forgotten is listed anew (410 as ${expiry})`, async () => {
      await using house = await openHouse({ expiry });
      await using running = await startEngine(house.kube, quick);
      await create(house, 'gone');
      await toldOf(running, 'gone', waits);
      const hold = house.kube.faults.hold({ user: 'greenlight', verb: 'watch', resource: 'workflowruns' });
      (await oneWatch(house)).cut();
      await hold.arrived(1);
      await create(house, 'a');
      await house.vela.idle();
      await house.kube.client('kubectl').delete(WORKFLOW_RUNS, 'prod', 'gone');
      house.kube.store.compact();
      hold.release();
      await toldOf(running, 'a', waits);
      await toldOf(running, 'gone', isOver);
    });

  it('a bookmark is where it goes on, so a long silence costs no new list', async () => {
    await using house = await openHouse();
    await using running = await startEngine(house.kube, quick);
    await oneWatch(house);
    const kubectl = house.kube.client('kubectl');
    for (let i = 0; i < 3; i += 1)
      await kubectl.create(APPLICATIONS, application('other', `app-${i}`, { image: 'x' }));
    await house.vela.idle();
    house.kube.watches.bookmark();
    house.kube.store.compact();
    // What was written before it still arrives.
    (await oneWatch(house)).end();
    await create(house, 'a');
    await toldOf(running, 'a', waits);
    const lists = house.kube.exchanges.filter(
      ({ user, verb, resource }) => user === 'greenlight' && verb === 'list' && resource === 'workflowruns',
    );
    assert.equal(lists.length, 1);
  });

  it('a silent connection is taken for dead', async () => {
    await using house = await openHouse();
    await using running = await startEngine(house.kube, {
      limits: { ...quick.limits, stallMs: 60 },
    });
    (await oneWatch(house)).stall();
    await create(house, 'a');
    await toldOf(running, 'a', waits);
  });

  it('everything is listed anew from time to time', async () => {
    await using house = await openHouse();
    await using running = await startEngine(house.kube, { limits: { ...quick.limits, resyncMs: 1 } });
    const lists = (): number =>
      house.kube.exchanges.filter(({ user, verb }) => user === 'greenlight' && verb === 'list').length;
    const before = lists();
    (await oneWatch(house)).end();
    await until('another list', () => lists() > before);
    await create(house, 'a');
    await toldOf(running, 'a', waits);
  });

  it('nonsense in a stream, and a document that is none, end nothing', async () => {
    await using house = await openHouse();
    await using running = await startEngine(house.kube, quick);
    (await oneWatch(house)).say(
      '{"type":"MODIFIED","object":{"metadata":{"uid":"x","resourceVersion":"1"}}}',
    );
    (await oneWatch(house)).say('no JSON at all');
    await create(house, 'a');
    await toldOf(running, 'a', waits);
  });

  for (const code of [503, 403, 404] as const)
    it(`a server that refuses for a while is asked again: ${code}`, async () => {
      await using house = await openHouse();
      house.kube.faults.add({ user: 'greenlight', verb: 'list' }, { do: 'answer', code }, 6);
      await using running = await startEngine(house.kube, quick);
      await create(house, 'a');
      await toldOf(running, 'a', waits);
    });

  it('a cluster without Applications is watched all the same', async () => {
    await using house = await openHouse();
    house.kube.withdraw(APPLICATIONS);
    await using running = await startEngine(house.kube, quick);
    await create(house, 'a');
    await toldOf(running, 'a', waits);
    assert.equal(await running.engine.find('never'), undefined);
  });
});
