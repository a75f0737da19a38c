import { z } from 'zod';
import { duration, reference, systemText, text } from './values.ts';

/** A label of DNS, as Kubernetes names namespaces. */
const namespace = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'is no namespace: lower-case letters, digits and hyphens');

export const kubeVelaSchema = z.strictObject({
  kind: z.literal('kubevela'),
  kubeconfig: systemText
    .optional()
    .describe(
      'File that says where the cluster is and who this is there, relative to this file. Absent: the service account of the pod that this runs in.',
    ),
  context: text.optional().describe('Context of the kubeconfig; its current one where absent.'),
  namespaces: z
    .array(namespace)
    .min(1, 'is empty: name at least one namespace')
    .describe(
      'Namespaces whose runs are watched. Workflows of the first are named without it: release, and staging/release of another.',
    ),
  templates: systemText
    .optional()
    .describe(
      'Folder with Workflow and WorkflowRun files that runs are made from, relative to this file, beside the Workflow objects of the cluster.',
    ),
  takesOver: z
    .array(text)
    .prefault([])
    .describe(
      'Field managers whose values in an Application a deploy may overwrite, such as kubectl-client-side-apply. Absent: a deploy that would is refused.',
    ),
  policies: z
    .array(reference)
    .prefault([])
    .describe(
      'Policies that an object may choose by its annotation greenlight/policy, for gates of which this file names no policy but the general one.',
    ),
  requestTimeout: duration
    .optional()
    .describe('How long a request to the cluster may take before it is given up; 10s where absent.'),
});

export type FileKubeVela = z.output<typeof kubeVelaSchema>;
