/** The run of a key, by the label that we gave it. */
import { z } from 'zod';
import type { RunSnapshot } from '../../../domain/run.ts';
import { UpstreamError } from '../../../errors.ts';
import type { ApiClient } from '../client/api-client.ts';
import { NO_SUCH_PATH } from '../client/api-error.ts';
import { Application, WorkflowRun } from '../document/documents.ts';
import { collectionPath } from '../document/resources.ts';
import { keyHash } from '../form/journal.ts';
import { type Around, snapshotOfApplication, snapshotOfRun } from '../form/snapshot.ts';
import { KEY_LABEL } from '../seal.ts';

export async function findRun(
  client: ApiClient,
  around: Around,
  key: string,
): Promise<{ ref: string } | undefined> {
  for (const namespace of around.namespaces) {
    for (const snapshot of await labelled(client, around, namespace, key)) {
      if (snapshot?.key === key) return { ref: snapshot.ref };
    }
  }
  return undefined;
}

async function labelled(
  client: ApiClient,
  around: Around,
  namespace: string,
  key: string,
): Promise<(RunSnapshot | undefined)[]> {
  const query = { labelSelector: `${KEY_LABEL}=${keyHash(key)}` };
  const runs = await listOf(client, collectionPath('workflowruns', namespace), query, WorkflowRun);
  const applications = await listOf(client, collectionPath('applications', namespace), query, Application);
  return [
    ...runs.map((run) => snapshotOfRun(run, around)),
    ...applications.map((application) => snapshotOfApplication(application, around)),
  ];
}

async function listOf<T extends z.ZodType>(
  client: ApiClient,
  path: string,
  query: Readonly<Record<string, string>>,
  schema: T,
): Promise<z.output<T>[]> {
  try {
    return z.object({ items: z.array(schema) }).parse(await client.get(path, query)).items;
  } catch (error) {
    // A cluster may have one of the two kinds only.
    if (error instanceof UpstreamError && error.code === NO_SUCH_PATH) return [];
    throw error;
  }
}
