/** Who a run is, around what its status says. */
import type { Room } from '../../../domain/event.ts';
import type { Json, RunSnapshot } from '../../../domain/run.ts';
import { UpstreamError } from '../../../errors.ts';
import type { Application, Metadata, WorkflowRun } from '../document/documents.ts';
import { nameOf } from '../names.ts';
import { type Marks, type Sealer } from '../seal.ts';
import { formOf } from './normal-form.ts';
import { refOfApplication, refOfRun } from './ref.ts';
import {
  type FindTemplate,
  isVersion,
  PUBLISH_VERSION,
  type Subject,
  subjectOfApplication,
  subjectOfRun,
} from './subject.ts';

/** What a document cannot tell by itself. */
export type Around = {
  /** Config key. */
  engine: string;
  /** Those that are watched; names of the first are told without it. */
  namespaces: readonly string[];
  sealer: Sealer;
  templates: FindTemplate;
};

const PIPELINE = 'pipeline.oam.dev/name';
const ROOM = 'greenlight/room';
const POLICY = 'greenlight/policy';

export function snapshotOfRun(run: WorkflowRun, around: Around): RunSnapshot {
  const { metadata: meta, spec } = run;
  const { namespace, name } = meta;
  const marks = around.sealer.read({ namespace, name, version: '' }, meta.annotations);
  const called = spec.workflowRef || meta.labels[PIPELINE] || withoutSuffix(meta);
  const workflow =
    marks?.workflow ?? nameOf({ kind: 'Workflow', namespace, name: called }, around.namespaces);
  const steps = spec.workflowSpec?.steps ?? [];
  const images = [
    spec.context,
    ...steps.flatMap((step) => [step, ...step.subSteps].map((one) => one.properties)),
  ];
  return {
    ...headOf(meta, around, marks),
    ref: refOfRun(meta),
    workflow,
    ...imagesIn(images),
    ...formOf(subjectOfRun(run, around.templates)),
  };
}

/** Undefined until the controller has begun a workflow for it. */
export function snapshotOfApplication(application: Application, around: Around): RunSnapshot | undefined {
  const { metadata: meta } = application;
  const { namespace, name } = meta;
  const subject: Subject = subjectOfApplication(application, around.templates);
  const { progress } = subject;
  if (progress === undefined) return undefined;
  const version = meta.annotations[PUBLISH_VERSION] ?? '';
  // Annotations are of the newest version; the workflow may still be that of the one before.
  const isNewest = version !== '' && isVersion(progress.appRevision, version);
  const marks = isNewest ? around.sealer.read({ namespace, name, version }, meta.annotations) : undefined;
  return {
    ...headOf(meta, around, marks),
    ref: refOfApplication(meta, progress),
    workflow: nameOf({ kind: 'Application', namespace, name }, around.namespaces),
    workflowTitle: name,
    ...(progress.appRevision === '' ? {} : { revision: progress.appRevision }),
    ...imagesIn(application.spec.components.map(({ properties }) => properties)),
    ...formOf(subject),
  };
}

function headOf(
  meta: Metadata,
  { engine }: Around,
  marks: Marks | undefined,
): Pick<RunSnapshot, 'engine' | 'order' | 'key' | 'app' | 'environment' | 'initiator' | 'links' | 'asks'> {
  const asks = asksOf(meta.annotations);
  return {
    engine,
    order: orderOf(meta),
    ...(marks === undefined
      ? {}
      : {
          key: marks.key,
          app: marks.app,
          environment: marks.environment,
          initiator: { name: marks.initiator },
        }),
    links: [],
    ...(asks === undefined ? {} : { asks }),
  };
}

/** Wishes of whoever wrote the object. */
function asksOf(annotations: Readonly<Record<string, string>>): RunSnapshot['asks'] {
  const room = roomOf(annotations[ROOM] ?? '');
  const policy = annotations[POLICY] ?? '';
  if (room === undefined && policy === '') return undefined;
  return { ...(room === undefined ? {} : { room }), ...(policy === '' ? {} : { policy }) };
}

function roomOf(text: string): Room | undefined {
  const slash = text.indexOf('/');
  const [platform, id] = [text.slice(0, slash), text.slice(slash + 1)];
  return slash > 0 && id !== '' ? { platform, id } : undefined;
}

/**
 * Versions of objects are numbers that rise: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
 * Throws where a server counts otherwise: without an order nobody can tell old news.
 */
export function orderOf({ resourceVersion }: Pick<Metadata, 'resourceVersion'>): number {
  const order = Number(resourceVersion);
  if (Number.isSafeInteger(order) && order > 0) return order;
  throw new UpstreamError('rejected', 'strange-version', `"${resourceVersion}" is no version of an object`);
}

/** What `generateName` has added tells nothing. */
function withoutSuffix({ name, generateName }: Metadata): string {
  return generateName !== '' && name.startsWith(generateName)
    ? generateName.replace(/[-.]+$/, '') || name
    : name;
}

function imagesIn(all: readonly { [key: string]: Json }[]): { images?: readonly string[] } {
  const images = all.flatMap(({ image }) => (typeof image === 'string' && image !== '' ? [image] : []));
  return images.length === 0 ? {} : { images: [...new Set(images)] };
}
