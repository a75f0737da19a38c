/**
 * Everybody who writes one waiting run at the same time: two of our servers, somebody with vela, and the controller. Their requests are let through one
 * by one in an order that a seed chooses; after each whole race the object and what everybody was told must fit together.
 */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Json } from '../../../src/domain/run.ts';
import type { DecideOutcome } from '../../../src/engines/engine.ts';
import type { ApiClient } from '../../../src/engines/kubevela/client/api-client.ts';
import { apiError } from '../../../src/engines/kubevela/client/api-error.ts';
import { decide } from '../../../src/engines/kubevela/decide.ts';
import { UpstreamError } from '../../../src/errors.ts';
import type { Clock } from '../../../src/time.ts';
import type { Faults } from '../../fakes/kubernetes/faults.ts';
import type { JsonObject } from '../../fakes/kubernetes/json.ts';
import { type KubeApi, startKubeApi } from '../../fakes/kubernetes/kube-api.ts';
import type { Reply } from '../../fakes/kubernetes/kube-client.ts';
import { APPLICATIONS, type Resource, WORKFLOW_RUNS } from '../../fakes/kubernetes/resources.ts';
import { createVelaCommands } from '../../fakes/kubevela/command-line.ts';
import { createRandom, type Random } from '../../fakes/random.ts';
import { aroundWith, asApplication, fixture } from './documents.ts';

const INTERLEAVINGS = 1500;
const SEED = Number(process.env['GREENLIGHT_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** Rests between tries are over at once: only the order of requests counts here. */
const hurried: Clock = {
  now: () => Date.now(),
  after(_, fire) {
    const immediate = setImmediate(fire);
    return () => clearImmediate(immediate);
  },
};

const RUN_PATH = /\/namespaces\/([^/]+)\/(workflowruns|applications)\/([^/?]+)/;

/** Our own client, without the wire. */
function directClient(kube: KubeApi, user: string): ApiClient {
  const client = kube.client('greenlight', user);
  const body = ({ code, body: answer }: Reply, changes: boolean): Json => {
    if (code < 300) return answer as Json;
    throw apiError(code, answer, changes);
  };
  const placeOf = (path: string): [Resource, string, string] => {
    const [, namespace = '', plural, name = ''] = RUN_PATH.exec(path) ?? [];
    return [plural === 'workflowruns' ? WORKFLOW_RUNS : APPLICATIONS, namespace, name];
  };
  const unused = (): never => {
    throw new Error('no decision asks for this');
  };
  return {
    get: async (path) => body(await client.get(...placeOf(path)), false),
    patch: async (path, operations) =>
      body(
        await client.patch(...placeOf(path), {
          type: 'json',
          body: operations as never,
          subresource: 'status',
        }),
        true,
      ),
    create: unused,
    apply: unused,
    update: unused,
    watch: unused,
  };
}

/** Requests wait until it is their turn; whose it is the seed says. */
function takeTurns(faults: Faults, random: Random): { whenOver(work: Promise<unknown>): Promise<void> } {
  let waiting: (() => void)[] = [];
  faults.pace((_, when) =>
    when === 'before' ? new Promise((resolve) => void waiting.push(resolve)) : undefined,
  );
  return {
    async whenOver(work) {
      let over = false;
      const settled = work.finally(() => {
        over = true;
      });
      while (!over) {
        await new Promise((resolve) => setImmediate(resolve));
        const next = waiting[random.below(waiting.length)];
        waiting = waiting.filter((one) => one !== next);
        next?.();
      }
      faults.pace(undefined);
      await settled;
    },
  };
}

type Status = {
  suspend: boolean;
  terminated: boolean;
  finished: boolean;
  steps: { name: string; phase: string; reason?: string; message?: string }[];
};
type Conditions = { type: string; message?: string }[];

function parts(object: JsonObject): { status: Status; conditions: Conditions } {
  const status = object['status'] as JsonObject & { conditions?: Conditions };
  const inner = object['kind'] === 'Application' ? status['workflow'] : status;
  return { status: inner as unknown as Status, conditions: status.conditions ?? [] };
}

/** As the controller does it: reads, works, sends the whole object back with the version that it read; what was refused it does once more. */
async function control(kube: KubeApi, resource: Resource, name: string, passes: number): Promise<string[]> {
  const client = kube.client('vela-workflow');
  const written: string[] = [];
  for (let pass = 0; pass < passes; pass += 1) {
    const { body } = await client.get(resource, 'prod', name);
    const object = structuredClone(body);
    const { status, conditions } = parts(object);
    const type = `pass-${pass}`;
    const gate = status.steps[1];
    if (gate?.phase === 'running') Object.assign(gate, { phase: 'succeeded', reason: '' });
    if (gate?.phase === 'suspending') status.suspend = true;
    status.steps[0] = { ...(status.steps[0] ?? { name: '', phase: '' }), message: type };
    const added = { type, status: 'True', reason: 'Pass', lastTransitionTime: '2026-01-01T00:00:00Z' };
    (object['status'] as JsonObject)['conditions'] = [...conditions, added] as never;
    const reply = await client.patch(resource, 'prod', name, {
      type: 'merge',
      body: object,
      subresource: 'status',
    });
    if (reply.code === 200) written.push(type);
    else assert.equal(reply.code, 409);
  }
  return written;
}

type Told = { by: string; verdict: 'approve' | 'reject'; key: string; outcome: DecideOutcome };

it(`one gate, one end, nothing lost: ${INTERLEAVINGS} interleavings`, async (t) => {
  t.diagnostic(`seed ${SEED}`);
  const random = createRandom(SEED);
  await using kube = await startKubeApi({ namespaces: ['prod'] });
  const ends: Record<string, number> = {};
  for (let round = 0; round < INTERLEAVINGS; round += 1) {
    const name = `run-${round}`;
    const end = await race(kube, name, random).catch((cause: unknown) => {
      throw new Error(`round ${round} of seed ${SEED}`, { cause });
    });
    ends[end] = (ends[end] ?? 0) + 1;
  }
  t.diagnostic(`${INTERLEAVINGS} interleavings: ${JSON.stringify(ends)}`);
  // Every way to win has won.
  for (const way of ['approve', 'reject', 'vela']) assert.ok((ends[way] ?? 0) > INTERLEAVINGS / 100, way);
});

async function race(kube: KubeApi, name: string, random: Random): Promise<string> {
  const isRun = random.below(2) === 0;
  const resource = isRun ? WORKFLOW_RUNS : APPLICATIONS;
  const run = fixture('run-suspending');
  const document = isRun ? run : asApplication(run);
  const uid = `uid-of-${name}`;
  Object.assign(document.metadata, { name, uid, managedFields: [] });
  if (!isRun) Object.assign(document, { apiVersion: 'core.oam.dev/v1beta1' });
  kube.store.put(resource, document as never);
  const ends: string[] = [];
  const silence = kube.store.listen(({ now, before }) => {
    if (now.name !== name || before === undefined) return;
    const [was, is] = [parts(before.object), parts(now.object)].map(({ status }) => status.steps[1]?.phase);
    if (was === 'suspending' && is !== 'suspending') ends.push(String(is));
  });
  const ref = isRun
    ? `workflowruns/prod/${name}/${uid}`
    : `applications/prod/${name}/${uid}/shop-v3/2026-11-25T22:38:03Z`;
  const gate = { path: 'manual-approval', attempt: `${attemptIn(document as never)}@1` };
  const told: Told[] = [];
  const server = async (by: string, verdict: Told['verdict'], key: string): Promise<void> => {
    const deps = { client: directClient(kube, 'kubernetes-admin'), around: aroundWith(), clock: hurried };
    for (;;) {
      try {
        const outcome = await decide(deps, ref, gate, verdict, { name: by }, key);
        told.push({ by, verdict, key, outcome });
        return;
      } catch (error) {
        // As the caller does: what was not done is asked for again.
        if (!(error instanceof UpstreamError) || error.outcome === 'rejected') throw error;
      }
    }
  };
  const turns = takeTurns(kube.faults, random);
  const second = random.below(3);
  const vela = createVelaCommands({
    client: kube.client('vela'),
    namespace: 'prod',
    kind: isRun ? 'WorkflowRun' : 'Application',
  });
  let written: string[] = [];
  let velaDone = false;
  const work = Promise.all([
    server('Ben', 'approve', 'd-1'),
    ...(second === 0 ? [server('Chen', 'reject', 'd-2')] : []),
    // The same decision from another server, which took the call over.
    ...(second === 1 ? [server('Ben', 'approve', 'd-1')] : []),
    ...(random.below(3) === 0 ? [vela.resume(name).then(({ done }) => void (velaDone = done))] : []),
    control(kube, resource, name, 1 + random.below(3)).then((all) => void (written = all)),
  ]);
  try {
    await turns.whenOver(work);
  } finally {
    silence();
  }
  return judge(kube.store.get(resource, 'prod', name)?.object ?? {}, { ends, told, written, velaDone });
}

function attemptIn(document: JsonObject): string {
  return (parts(document).status.steps[1] as unknown as { id: string }).id;
}

/** Who won. */
function judge(
  object: JsonObject,
  { ends, told, written, velaDone }: { ends: string[]; told: Told[]; written: string[]; velaDone: boolean },
): string {
  const { status, conditions } = parts(object);
  assert.equal(ends.length, 1, `the gate was left ${ends.length} times: ${ends.join(', ')}`);
  const types = conditions.map(({ type }) => type);
  for (const type of written) assert.ok(types.includes(type), `the controller's ${type} is lost`);
  if (written.length > 0) assert.equal(status.steps[0]?.message, written.at(-1), 'an older status came back');
  assert.equal(new Set(types).size, types.length, 'a mark stands twice');
  const marks = conditions.filter(({ type }) => type.startsWith('greenlight/'));
  const won = told.filter(({ outcome }) => outcome.kind === 'accepted');
  const keys = new Set(won.map(({ key }) => key));
  assert.ok(keys.size <= 1, 'two decisions were accepted');
  for (const { outcome } of told) assert.notEqual(outcome.kind, 'refused');
  // Who decided the same is told the same.
  for (const { key, outcome } of told) assert.equal(outcome.kind === 'accepted', keys.has(key));
  assert.equal(marks.length, keys.size);
  const [first] = won;
  if (first === undefined) {
    assert.ok(velaDone, 'nobody let it go on, and it went on');
    assert.equal(status.terminated, false);
    return 'vela';
  }
  const rejected = first.verdict === 'reject';
  assert.equal(status.terminated, rejected);
  assert.equal(status.steps[1]?.phase === 'failed', rejected);
  return first.verdict;
}
