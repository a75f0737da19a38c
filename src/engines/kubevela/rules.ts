/**
 * What we ask of the API server, and so every right that we need: `manifests/kubernetes` grants exactly these. `for`: what does not work without them;
 * without `watching` nothing does.
 */
import type { Resource } from './document/resources.ts';

type Purpose =
  | 'watching'
  | 'deciding'
  | 'starting runs'
  | 'changing Applications'
  | 'returning to earlier revisions'
  | 'retrying';

export type Rule = {
  resource: Resource;
  subresource?: 'status';
  verbs: readonly ('get' | 'list' | 'watch' | 'create' | 'patch' | 'update')[];
  for: Purpose;
};

export const RULES: readonly Rule[] = [
  { resource: 'workflowruns', verbs: ['get', 'list', 'watch'], for: 'watching' },
  { resource: 'workflows', verbs: ['get', 'list', 'watch'], for: 'watching' },
  { resource: 'applications', verbs: ['get', 'list', 'watch'], for: 'watching' },
  { resource: 'workflowruns', subresource: 'status', verbs: ['patch'], for: 'deciding' },
  { resource: 'applications', subresource: 'status', verbs: ['patch'], for: 'deciding' },
  { resource: 'workflowruns', verbs: ['create'], for: 'starting runs' },
  { resource: 'applications', verbs: ['patch'], for: 'changing Applications' },
  { resource: 'applicationrevisions', verbs: ['get', 'list'], for: 'returning to earlier revisions' },
  { resource: 'configmaps', verbs: ['get', 'update'], for: 'retrying' },
];
