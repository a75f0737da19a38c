/**
 * What a run is called. The name says where to ask for it, the uid that it is the same one. An Application is many runs in the course of time: its
 * revision and the start tell them apart.
 */
import type { Metadata, Progress } from '../document/documents.ts';

export type RunRef =
  | { kind: 'WorkflowRun'; namespace: string; name: string; uid: string }
  | {
      kind: 'Application';
      namespace: string;
      name: string;
      uid: string;
      revision: string;
      startedAt: string;
    };

export function refOfRun({ namespace, name, uid }: Metadata): string {
  return ['workflowruns', namespace, name, uid].join('/');
}

export function refOfApplication(
  { namespace, name, uid }: Pick<Metadata, 'namespace' | 'name' | 'uid'>,
  { appRevision, startTime }: Pick<Progress, 'appRevision' | 'startTime'>,
): string {
  return ['applications', namespace, name, uid, encodeURIComponent(appRevision), startTime].join('/');
}

const NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

/** Undefined for a text that names no run of this kind of engine. */
export function parseRef(ref: string): RunRef | undefined {
  const [resource, namespace = '', name = '', uid = '', revision, startedAt, ...rest] = ref.split('/');
  if (!NAME.test(namespace) || !NAME.test(name) || uid === '' || rest.length > 0) return undefined;
  if (resource === 'workflowruns')
    return revision === undefined ? { kind: 'WorkflowRun', namespace, name, uid } : undefined;
  if (resource !== 'applications' || revision === undefined || startedAt === undefined) return undefined;
  const decoded = plainOf(revision);
  return decoded === undefined
    ? undefined
    : { kind: 'Application', namespace, name, uid, revision: decoded, startedAt };
}

function plainOf(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
