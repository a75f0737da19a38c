import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseAllDocuments } from 'yaml';
import type { Finding } from '../../../src/domain/finding.ts';
import type { RunSnapshot } from '../../../src/domain/run.ts';
import { RULES } from '../../../src/engines/kubevela/rules.ts';
import type { Log } from '../../../src/log.ts';
import type { Rule } from '../../fakes/kubernetes/access.ts';
import { APPLICATIONS, WORKFLOW_RUNS, WORKFLOWS } from '../../fakes/kubernetes/resources.ts';
import { argoCdMarks, marked } from '../../fakes/kubevela/gitops.ts';
import { application, workflow } from '../../fakes/kubevela/objects.ts';
import { grantedRules } from './bench.ts';
import { ASK, type House, isOver, MESSAGE, openHouse, toldOf, waits } from './house.ts';

type Manifest = { kind: string; rules: { apiGroups: string[]; resources: string[]; verbs: string[] }[] };

/** The rules of the manifest's ClusterRole. */
function manifestRules(): Manifest['rules'] {
  const text = readFileSync(new URL('../../../manifests/kubernetes/rbac.yaml', import.meta.url), 'utf8');
  const role = parseAllDocuments(text)
    .map((document) => document.toJS() as Manifest)
    .find(({ kind }) => kind === 'ClusterRole');
  assert.ok(role);
  return role.rules;
}

const flat = (rules: readonly Pick<Rule, 'apiGroups' | 'resources' | 'verbs'>[]): string[] =>
  rules
    .flatMap(({ apiGroups, resources, verbs }) =>
      resources.flatMap((resource) => verbs.map((verb) => `${apiGroups.join()} ${resource} ${verb}`)),
    )
    .toSorted();

const GO = { app: 'shop', environment: 'prod', parameters: [], initiator: { name: 'Ada' } };

/** Everything that the engine can do, once. */
async function doEverything(house: House): Promise<void> {
  // What runs after a failure all the same leaves an output behind, which a retry has to take back.
  const always = {
    ...MESSAGE,
    name: 'always',
    if: 'always',
    outputs: [{ name: 'out', valueFrom: 'context.name' }],
  };
  await house.apply(WORKFLOWS, workflow('prod', 'release', [MESSAGE, ASK]));
  await house.apply(WORKFLOWS, workflow('prod', 'fails', [{ name: 'once', type: 'test-fail-once' }, always]));
  await house.apply(WORKFLOWS, workflow('prod', 'holds', [{ name: 'hold', type: 'test-hold' }]));
  const parts = { image: 'shop:1', steps: [ASK], publishVersion: 'v1' };
  await house.kube
    .client('greenlight')
    .patch(APPLICATIONS, 'prod', 'shop', { type: 'apply', body: application('prod', 'shop', parts) });
  await house.vela.idle();
  const running = await house.engine({ workflows: ['release', 'application/shop'] });
  const { engine } = running;
  const name = (ref: string): string => ref.split('/')[2] ?? '';
  const decide = (run: RunSnapshot, verdict: 'approve' | 'reject') =>
    engine.decide(
      run.ref,
      run.gates[0] ?? { path: '', attempt: '' },
      verdict,
      { name: 'Ben' },
      `${run.ref}-d`,
    );
  assert.ok((await engine.check()).every(({ level }) => level === 'ok'));

  const first = await engine.run({ ...GO, workflow: 'release' }, 'key-1');
  await decide(await toldOf(running, name(first.ref), waits), 'approve');
  await toldOf(running, name(first.ref), isOver);
  const second = await engine.run({ ...GO, workflow: 'release', again: first.ref }, 'key-2');
  await decide(await toldOf(running, name(second.ref), waits), 'reject');

  const failing = await engine.run({ ...GO, workflow: 'fails' }, 'key-3');
  await toldOf(running, name(failing.ref), isOver);
  assert.deepEqual(await engine.act(failing.ref, 'retry', { name: 'Ada' }, 'a-1'), { kind: 'accepted' });

  const held = await engine.run({ ...GO, workflow: 'holds' }, 'key-4');
  await toldOf(running, name(held.ref), ({ phase }) => phase === 'running');
  for (const verb of ['suspend', 'resume', 'cancel'] as const)
    assert.deepEqual(await engine.act(held.ref, verb, { name: 'Ada' }, `a-${verb}`), { kind: 'accepted' });

  const deploy = { ...GO, workflow: 'application/shop' };
  const parameters = [{ sets: 'components.web.properties.image', value: 'shop:2' }];
  const shop = await engine.run({ ...deploy, parameters }, 'key-5');
  await decide(await toldOf(running, 'shop', (s) => s.ref === shop.ref && waits(s)), 'approve');
  await engine.run(
    { ...deploy, parameters: [{ sets: 'components.web.properties.image', value: 'shop:3' }] },
    'key-6',
  );
  await engine.run({ ...deploy, again: shop.ref }, 'key-7');
  await engine.find('key-6');
  await engine.look(shop.ref);
  await engine.offers();
}

describe('rights', () => {
  it('the manifest grants what the engine says that it needs, and nothing else', () => {
    const own = flat(grantedRules([]));
    assert.deepEqual(flat(manifestRules()), own);
    for (const [index, rule] of flat(manifestRules()).entries()) assert.notEqual(rule, own[index - 1]);
  });

  it('are enough for everything that it does, and none is too many', async () => {
    await using house = await openHouse();
    await doEverything(house);
    const asked = house.kube.exchanges.filter(
      ({ user, verb }) => user === 'greenlight' && verb !== undefined,
    );
    assert.deepEqual(
      asked.filter(({ code }) => code === 403),
      [],
    );
    const used = new Set(
      asked.map(
        ({ resource, subresource, verb }) =>
          `${resource}${subresource === '' ? '' : `/${subresource}`} ${verb}`,
      ),
    );
    // A watch that breaks lists again, and a decision reads first.
    const unused = RULES.flatMap(({ resource, subresource, verbs }) =>
      verbs.map((verb) => `${resource}${subresource === undefined ? '' : `/${subresource}`} ${verb}`),
    ).filter((one) => !used.has(one));
    assert.deepEqual(unused, []);
  });
});

describe('doctor', () => {
  const worst = (findings: readonly Finding[]): Finding[] => findings.filter(({ level }) => level !== 'ok');

  it('says which right is missing, where, and what for', async () => {
    await using house = await openHouse();
    const { engine } = await house.engine({ namespaces: ['prod', 'staging'] });
    house.kube.grant(
      'greenlight',
      grantedRules(['prod', 'staging']).filter(
        ({ resources, verbs }) => !resources.includes('workflowruns/status') && !verbs.includes('create'),
      ),
    );
    assert.deepEqual(
      worst(await engine.check()).map(({ level, subject, detail }) => `${level} ${subject}: ${detail}`),
      ['prod', 'staging'].flatMap((namespace) => [
        `error rights in namespace ${namespace}: may not patch workflowruns/status: needed for deciding`,
        `warn rights in namespace ${namespace}: may not create workflowruns: needed for starting runs`,
      ]),
    );
  });

  it('says that KubeVela, or one of its kinds, is not there', async () => {
    await using house = await openHouse();
    const { engine } = await house.engine();
    house.kube.withdraw(APPLICATIONS);
    const [found, ...others] = worst(await engine.check());
    assert.deepEqual(others, []);
    assert.match(found?.detail ?? '', /v1beta1\/applications/);
    for (const resource of [WORKFLOW_RUNS, WORKFLOWS]) house.kube.withdraw(resource);
    assert.ok(worst(await engine.check()).some(({ level }) => level !== 'ok'));
  });

  it('says what environments name that is not there, and what GitOps owns', async () => {
    await using house = await openHouse();
    const plain = application('prod', 'shop', { image: 'shop:1' });
    await house.apply(APPLICATIONS, marked(plain, argoCdMarks('shop', plain)));
    const { engine } = await house.engine({ workflows: ['release', 'application/shop'] });
    const [missing, owned, ...others] = worst(await engine.check());
    assert.deepEqual(others, []);
    assert.deepEqual([missing?.level, missing?.subject], ['error', 'workflow release']);
    assert.match(`${owned?.level} ${owned?.detail}`, /^warn Argo CD owns this Application/);
  });

  it('says that nobody answers, without a word of the credentials', async () => {
    await using house = await openHouse();
    const { engine } = await house.engine();
    const token = house.kube.tokenOf('greenlight');
    await house.kube[Symbol.asyncDispose]();
    const findings = worst(await engine.check());
    assert.equal(findings[0]?.subject, 'API server');
    assert.ok(!JSON.stringify(findings).includes(token));
  });

  it('credentials that the server does not know are an error that can be mended', async () => {
    await using house = await openHouse();
    const { engine } = await house.engine({ kubeconfigToken: 'nobody-knows-it' });
    const [found] = worst(await engine.check());
    assert.match(found?.remedy ?? '', /renew the credentials/);
  });
});

it('no token, no body and no address with one is ever logged', async () => {
  await using house = await openHouse();
  const lines: string[] = [];
  const write = (fields: object, message: string): void => {
    const cause =
      'cause' in fields && fields.cause instanceof Error
        ? [fields.cause.message, fields.cause.stack, String(fields.cause.cause)]
        : [];
    lines.push(JSON.stringify([fields, message, cause]));
  };
  const log: Log = { debug: write, info: write, warn: write, error: write, child: () => log };
  const running = await house.engine({ log });
  await house.run('a', [ASK]);
  await toldOf(running, 'a', waits);
  house.kube.faults.add({ user: 'greenlight' }, { do: 'answer', code: 500 }, 5);
  for (const watch of house.kube.watches.list(({ user }) => user === 'greenlight')) watch.cut();
  await house.run('b', [ASK]);
  await toldOf(running, 'b', waits);
  assert.ok(lines.length > 0);
  const token = house.kube.tokenOf('greenlight');
  for (const line of lines) assert.ok(!line.includes(token), line);
});
