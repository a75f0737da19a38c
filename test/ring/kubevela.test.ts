import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createKubeVelaEngine } from '../../src/engines/kubevela/kubevela-engine.ts';
import { silentLog } from '../../src/log.ts';
import { newestObserved } from '../../src/store/engine-memory.ts';
import { systemClock } from '../../src/time.ts';
import { grantedRules } from '../engines/kubevela/bench.ts';
import { type KubeApi, startKubeApi } from '../fakes/kubernetes/kube-api.ts';
import { WORKFLOW_RUNS, WORKFLOWS } from '../fakes/kubernetes/resources.ts';
import { createVelaCommands } from '../fakes/kubevela/command-line.ts';
import { workflow, workflowRun } from '../fakes/kubevela/objects.ts';
import { startVela, type Vela } from '../fakes/kubevela/vela.ts';
import { until } from '../until.ts';
import { approveOf, CHAT, cardsOf, click, command, type House, openHouse } from './harness.ts';

const STEPS = [
  { name: 'build', type: 'print-message-in-status', properties: { message: 'built' } },
  { name: 'go', type: 'suspend', properties: { message: 'Go on?' } },
  { name: 'deploy', type: 'print-message-in-status', properties: { message: 'deployed' } },
];

type Cluster = AsyncDisposable & { kube: KubeApi; vela: Vela; house: House };

/** The ring with a cluster where its tests have their engine. */
async function openCluster(): Promise<Cluster> {
  const kube = await startKubeApi({ namespaces: ['prod'] });
  const vela = await startVela(kube);
  await kube.client('kubectl').create(WORKFLOWS, workflow('prod', 'one-gate', STEPS));
  kube.grant('greenlight', grantedRules(['prod']));
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-kubevela-'));
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, JSON.stringify(kube.kubeconfig('greenlight')));
  let house: House | undefined;
  const { engine } = createKubeVelaEngine(
    {
      id: 'hostile',
      access: { kubeconfig },
      namespaces: ['prod'],
      workflows: ['one-gate'],
      takesOver: [],
      secret: 'a secret',
      newest: async () => house && (await newestObserved(house.db.read, 'hostile')),
    },
    { clock: systemClock, log: silentLog },
  );
  const opened = await openHouse([engine]);
  house = opened;
  return {
    kube,
    vela,
    house: opened,
    async [Symbol.asyncDispose]() {
      await opened.close();
      await vela[Symbol.asyncDispose]();
      await kube[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

const waiting = (house: House) =>
  until('an open gate', () => cardsOf(house.chat).find(({ card }) => approveOf(card)));

test('a click lets a run of a cluster go on, also after the server was away', async () => {
  await using cluster = await openCluster();
  const { house } = cluster;
  assert.match(await command(house, 'ada', '/deploy shop prod tag=v2'), /^Run #\d+ started/);
  await waiting(house);
  await house.restart();
  const shown = await waiting(house);
  const approve = approveOf(shown.card);
  assert.ok(approve);
  assert.equal(await click(house, 'ben', approve), 'You approved “go” of run #1.');
  await until('the end', () => shown.card.summary.includes('succeeded'));
  const [{ object } = { object: {} }] = cluster.kube.store.list(WORKFLOW_RUNS);
  assert.match(JSON.stringify(object), /"Approved","message":"[0-9a-f]{16} by Ben"/);
});

test('what somebody resumes with vela is no question any more', async () => {
  await using cluster = await openCluster();
  const { house, kube } = cluster;
  await command(house, 'ada', '/deploy shop prod tag=v2');
  const shown = await waiting(house);
  const name = cluster.kube.store.list(WORKFLOW_RUNS)[0]?.name ?? '';
  const vela = createVelaCommands({ client: kube.client('vela'), namespace: 'prod', kind: 'WorkflowRun' });
  assert.deepEqual(await vela.resume(name), { done: true });
  await until('the end', () => shown.card.summary.includes('succeeded'));
  assert.equal(approveOf(shown.card), undefined);
});

test('a run that kubectl starts asks the policy of nobody, and shows its card where its annotation says', async () => {
  await using cluster = await openCluster();
  const { house, kube } = cluster;
  const annotations = { 'greenlight/room': `${CHAT}/R-release`, 'greenlight/policy': 'asking' };
  await kube.client('kubectl').create(WORKFLOW_RUNS, workflowRun('prod', 'by-hand', STEPS, { annotations }));
  const shown = await until('a card', () => cardsOf(house.chat).find(({ room }) => room.id === 'R-release'));
  await until('the gate', () => JSON.stringify(shown.card).includes('Go on?'));
  assert.equal(approveOf(shown.card), undefined, 'nobody may approve it, so there is no button');
});
