/** Reads the objects that runs are made of, as they are now. */
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { Json, RunSnapshot } from '../../domain/run.ts';
import { UpstreamError } from '../../errors.ts';
import { tell } from '../common/told.ts';
import type { ApiClient } from './client/api-client.ts';
import { Application, ApplicationRevision, type Progress, WorkflowRun } from './document/documents.ts';
import { collectionPath, objectPath } from './document/resources.ts';
import { endedForm } from './form/ended.ts';
import { parseRef, type RunRef, refOfApplication } from './form/ref.ts';
import { type Around, orderOf, snapshotOfApplication, snapshotOfRun } from './form/snapshot.ts';
import {
  isVersion,
  PUBLISH_VERSION,
  type Subject,
  subjectOfApplication,
  subjectOfRun,
} from './form/subject.ts';
import { nameOf } from './names.ts';
import { versionOf } from './observe/watch-event.ts';

/** What a ref names: the object as it was read, and the thing that it runs. */
export type Found = { raw: Json; subject: Subject; snapshot: RunSnapshot };

/** Undefined when the object is gone, is another one of the same name, or runs something else by now. */
export async function findSubject(
  client: ApiClient,
  ref: RunRef,
  around: Around,
): Promise<Found | undefined> {
  const resource = ref.kind === 'WorkflowRun' ? 'workflowruns' : 'applications';
  const raw = await getObject(client, objectPath(resource, ref.namespace, ref.name));
  if (raw === undefined) return undefined;
  if (ref.kind === 'WorkflowRun') {
    const run = WorkflowRun.parse(raw);
    if (run.metadata.uid !== ref.uid) return undefined;
    return { raw, subject: subjectOfRun(run, around.templates), snapshot: snapshotOfRun(run, around) };
  }
  const application = Application.parse(raw);
  const snapshot =
    application.metadata.uid === ref.uid ? snapshotOfApplication(application, around) : undefined;
  if (snapshot === undefined || !isSame(ref, application.status?.workflow)) return undefined;
  return { raw, subject: subjectOfApplication(application, around.templates), snapshot };
}

function isSame(
  ref: Extract<RunRef, { kind: 'Application' }>,
  progress: Progress | null | undefined,
): boolean {
  return progress?.appRevision === ref.revision && progress.startTime === ref.startedAt;
}

export async function getObject(client: ApiClient, path: string): Promise<Json | undefined> {
  try {
    return await client.get(path);
  } catch (error) {
    if (error instanceof UpstreamError && error.code === 'NotFound') return undefined;
    throw error;
  }
}

/**
 * How a run ended that its object does not show any more. KubeVela keeps the workflow of an earlier revision with that revision, as far as it
 * got; of what is gone altogether only that is known. `order`: of the news that it is gone.
 */
export async function endOfRun(
  client: ApiClient,
  ref: string,
  order: number,
  around: Around,
  now: number,
): Promise<RunSnapshot | undefined> {
  const parsed = parseRef(ref);
  if (parsed === undefined || !around.namespaces.includes(parsed.namespace)) return undefined;
  const { kind, namespace, name } = parsed;
  const workflow = nameOf(
    { kind: kind === 'Application' ? kind : 'Workflow', namespace, name },
    around.namespaces,
  );
  const told = tell(kind === 'Application' ? 'replaced-or-deleted' : 'deleted-in-cluster');
  const bare: RunSnapshot = {
    engine: around.engine,
    ref,
    order,
    workflow,
    phase: 'terminated',
    ...told,
    links: [],
    steps: [],
    gates: [],
    endedAt: now,
  };
  if (parsed.kind === 'WorkflowRun') return bare;
  const kept = await revisionOf(client, parsed);
  const progress = kept?.status?.workflow ?? undefined;
  if (kept === undefined || progress === undefined || !isSame(parsed, progress)) return bare;
  const application = Application.parse({
    metadata: { name, namespace, uid: parsed.uid, resourceVersion: String(order) },
    spec: specOf(kept),
    status: { workflow: kept.status?.workflow },
  });
  const shown = snapshotOfApplication(application, around);
  if (shown === undefined || refOfApplication(application.metadata, progress) !== ref) return bare;
  if (progress.finished && ENDS.has(progress.status)) return shown;
  return endedForm(shown, told, now);
}

/** What a workflow ends with by itself; one that was replaced keeps the word of its last moment. */
const ENDS = new Set(['succeeded', 'failed', 'terminated']);

/** The revision of an Application that a run was made from; undefined when it is not kept. */
export async function revisionOf(
  client: ApiClient,
  {
    namespace,
    name,
    revision,
  }: Pick<Extract<RunRef, { kind: 'Application' }>, 'namespace' | 'name' | 'revision'>,
): Promise<ApplicationRevision | undefined> {
  const direct = await getObject(client, objectPath('applicationrevisions', namespace, revision));
  if (direct !== undefined) return ApplicationRevision.parse(direct);
  // With a published version the run is called by that, and the revision is not.
  const list = await client.get(collectionPath('applicationrevisions', namespace), {
    labelSelector: `app.oam.dev/name=${name}`,
  });
  const { items } = list as { items?: Json[] };
  return (items ?? [])
    .map((item) => ApplicationRevision.parse(item))
    .filter(({ metadata }) => isVersion(revision, metadata.annotations[PUBLISH_VERSION] ?? ''))
    .sort((a, b) => orderOf(b.metadata) - orderOf(a.metadata))[0];
}

/** The Application's spec as it was then. KubeVela can keep it compressed (pkg/utils/compression of kubevela/pkg). */
export function specOf({ spec }: ApplicationRevision): { [key: string]: Json } {
  const { compression, application } = spec;
  if (compression === null || compression === undefined || compression.data === '')
    return application?.spec ?? {};
  const bytes = Buffer.from(compression.data, 'base64');
  const text = (compression.type === 'zstd' ? zstdDecompressSync(bytes) : gunzipSync(bytes)).toString('utf8');
  const inner = JSON.parse(text) as { application?: { spec?: { [key: string]: Json } } };
  return inner.application?.spec ?? {};
}

/** The version of a whole collection: higher than that of everything in it. */
export async function newestVersion(client: ApiClient, path: string): Promise<number> {
  return Number(versionOf(await client.get(path, { limit: 1 })));
}
