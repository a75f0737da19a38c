/**
 * A fake cluster with KubeVela in a process of its own. Arguments: how many runs wait at a gate in the namespace `crowd`. Prints JSON lines: the kubeconfig
 * first, then the moment of each patch of a status by `greenlight`, in milliseconds since the epoch. Ends with its standard input.
 */
import { isObject, type JsonObject } from '../../test/fakes/kubernetes/json.ts';
import { startKubeApi } from '../../test/fakes/kubernetes/kube-api.ts';
import { WORKFLOW_RUNS, WORKFLOWS } from '../../test/fakes/kubernetes/resources.ts';
import { workflow } from '../../test/fakes/kubevela/objects.ts';
import { startVela } from '../../test/fakes/kubevela/vela.ts';
import { WORKFLOW } from '../people.ts';
import { waitingRun } from './document.ts';

const count = Number(process.argv[2] ?? '0');
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const kube = await startKubeApi({ namespaces: ['prod', 'crowd', 'floor'] });
for (let i = 0; i < count; i += 1) put(waitingRun('crowd', `run-${i}`, i));
for (let i = 0; i < 300; i += 1) put(waitingRun('floor', `run-${i}`, i));
await startVela(kube);
const steps = [
  { name: 'build', type: 'print-message-in-status', properties: { message: 'built' } },
  { name: 'approve', type: 'suspend', properties: { message: 'Is staging healthy?' } },
  { name: 'release', type: 'print-message-in-status', properties: { message: 'released' } },
];
await kube.client('kubectl').create(WORKFLOWS, workflow('prod', WORKFLOW, steps));
kube.grant('greenlight', [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]);
kube.faults.pace((seen, when) => {
  if (when === 'before' && seen.user === 'greenlight' && seen.verb === 'patch')
    say({ at: performance.timeOrigin + performance.now(), namespace: seen.namespace });
  return undefined;
});
say(kube.kubeconfig('greenlight'));
process.stdin.on('end', () => process.exit(0)).resume();

function put(object: JsonObject): void {
  if (isObject(object)) kube.store.put(WORKFLOW_RUNS, object);
}
