/** Whether somebody else's repository says what an Application is: a change of ours would be undone, or fight it. */
import type { Metadata } from '../document/documents.ts';
import { owns } from './owners.ts';

/** Argo CD: https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/ · Flux: https://fluxcd.io/flux/components/kustomize/kustomizations/ */
const MARKS: Readonly<Record<string, string>> = {
  'argocd.argoproj.io/instance': 'Argo CD',
  'argocd.argoproj.io/tracking-id': 'Argo CD',
  'kustomize.toolkit.fluxcd.io/name': 'Flux',
  'helm.toolkit.fluxcd.io/name': 'Flux',
};

const MANAGERS: Readonly<Record<string, string>> = {
  'argocd-controller': 'Argo CD',
  'argocd-application-controller': 'Argo CD',
  'kustomize-controller': 'Flux',
  'helm-controller': 'Flux',
  'gotk-kustomize-controller': 'Flux',
};

/** Who owns it; undefined when nobody of that kind does. */
export function gitOpsOf({ labels, annotations, managedFields }: Metadata): string | undefined {
  for (const [mark, owner] of Object.entries(MARKS))
    if (labels[mark] !== undefined || annotations[mark] !== undefined) return owner;
  const writer = managedFields.find(
    (field) => MANAGERS[field.manager] !== undefined && owns(field, ['spec']),
  );
  return writer && MANAGERS[writer.manager];
}
