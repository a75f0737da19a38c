/** A WorkflowRun of the size that real ones have (some 4 KB, half of it managed fields), waiting at a gate. */
import { readFileSync } from 'node:fs';
import type { JsonObject } from '../../test/fakes/kubernetes/json.ts';

const TEXT = readFileSync(
  new URL('../../test/fixtures/kubevela/run-suspending.json', import.meta.url),
  'utf8',
);

export function waitingRun(namespace: string, name: string, n: number): JsonObject {
  const object = JSON.parse(TEXT) as JsonObject & { metadata: JsonObject; status: { steps: JsonObject[] } };
  const uid = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  Object.assign(object.metadata, { namespace, name, uid });
  for (const [index, step] of object.status.steps.entries())
    step['id'] = `s${index}${String(n).padStart(8, '0')}`;
  return object;
}
