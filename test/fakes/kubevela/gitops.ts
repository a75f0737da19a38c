import { type JsonObject, textAt } from '../kubernetes/json.ts';

/** The marks of who owns an object from Git, as the owners set them: merge them into `metadata`. */
export type GitOpsMarks = {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  manager: string;
};

/** Argo CD tracks by annotation (since 3.0 by default), by label, or by both. */
export function argoCdMarks(
  application: string,
  object: JsonObject,
  by: 'annotation' | 'label' = 'annotation',
): GitOpsMarks {
  const [group = ''] = textAt(object, 'apiVersion').split('/');
  const where = `${textAt(object, 'metadata', 'namespace')}/${textAt(object, 'metadata', 'name')}`;
  const id = `${application}:${group}/${textAt(object, 'kind')}:${where}`;
  return {
    labels: by === 'label' ? { 'app.kubernetes.io/instance': application } : {},
    annotations: by === 'annotation' ? { 'argocd.argoproj.io/tracking-id': id } : {},
    manager: 'argocd-controller',
  };
}

/** Flux's kustomize-controller and helm-controller mark by labels. */
export function fluxMarks(by: 'kustomize' | 'helm', name: string, namespace = 'flux-system'): GitOpsMarks {
  return {
    labels: { [`${by}.toolkit.fluxcd.io/name`]: name, [`${by}.toolkit.fluxcd.io/namespace`]: namespace },
    annotations: {},
    manager: `${by}-controller`,
  };
}

/** The object with these marks. */
export function marked(object: JsonObject, { labels, annotations }: GitOpsMarks): JsonObject {
  const metadata = object.metadata as JsonObject;
  return {
    ...object,
    metadata: {
      ...metadata,
      labels: { ...(metadata.labels as JsonObject | undefined), ...labels },
      annotations: { ...(metadata.annotations as JsonObject | undefined), ...annotations },
    },
  };
}
