import { z } from 'zod';
import { kubeVelaSchema } from './kubevela-schema.ts';
import { duration, httpUrl, name, network, reference, systemText, text } from './values.ts';
import { zadigSchema } from './zadig-schema.ts';

/** The keys of each kind of engine, and of the targets to which one deploys. */

const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

const placeNames = z.array(text).min(1, 'is empty: name one or leave the key out');

const targetSchema = z.strictObject({
  takes: z
    .array(text)
    .min(1, 'is empty: name at least one component type, such as webservice')
    .describe('Component types that this target deploys, such as webservice.'),
  environments: z
    .array(reference)
    .min(1, 'is empty: name an environment or leave the key out')
    .optional()
    .describe('Only for these environments; a target without this key takes what the others leave.'),
  topologies: placeNames
    .optional()
    .describe(
      "Only what policies of type topology with these names put somewhere: the workflow's own names for places.",
    ),
  clusters: placeNames
    .optional()
    .describe('Only for these clusters of the workflows; what names no cluster is in local, as on KubeVela.'),
  namespaces: placeNames
    .optional()
    .describe("Only for these namespaces of the workflows; what names none is in its Application's."),
  command: z
    .array(systemText)
    .min(1, 'is empty: name a program')
    .optional()
    .describe(
      'Program and arguments, run without a shell: the component comes as JSON on standard input, JSON on standard output is its output. A program with a slash is relative to this file.',
    ),
  cwd: systemText
    .optional()
    .describe(
      'Folder in which the command runs, relative to this file; the folder of this file where absent.',
    ),
  environment: z
    .record(
      z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not a variable name: letters, digits and underscores'),
      z.string().refine((value) => !value.includes('\0'), 'must not contain NUL'),
    )
    .optional()
    .describe('Variables for the command. It gets these, PATH and HOME, and nothing else.'),
  url: httpUrl
    .optional()
    .describe('Instead of a command: the component is sent here by POST, a JSON answer is its output.'),
  headers: z
    .record(
      z.string().regex(HEADER_NAME, 'is not the name of an HTTP header'),
      z
        .string()
        .regex(
          /^[\t\x20-\x7e\x80-\xff]*$/,
          'has a line break or another sign that an HTTP header cannot carry',
        ),
    )
    .optional()
    .describe('HTTP headers for the url, such as authorization.'),
  timeout: duration
    .optional()
    .describe(
      'Longest time for one deployment, such as 30s, 10m or 1h30m; 10m for a command and 30s for a url where absent.',
    ),
});

const embeddedSchema = z.strictObject({
  kind: z.literal('embedded'),
  workflows: systemText.describe('Folder with the workflow files (KubeVela YAML), relative to this file.'),
  data: systemText
    .optional()
    .describe('Folder for the output of commands, relative to this file; ./data/<engine> where absent.'),
  targets: z.record(name, targetSchema).prefault({}).describe('What deploys components: name → target.'),
  clusterLabels: z
    .record(text, z.record(text, text))
    .prefault({})
    .describe(
      'Labels of clusters, for policies of type topology that choose by clusterLabelSelector: cluster → label → value. On KubeVela the clusters have them.',
    ),
  secrets: z
    .record(text, z.record(text, text))
    .prefault({})
    .describe(
      'What secretRef: {name, key} of a workflow stands for: name → key → value, such as ${HOOK_TOKEN}.',
    ),
  exec: z
    .strictObject({
      allow: z
        .array(systemText)
        .prefault([])
        .describe(
          'Programs that steps of type exec may run, spelled as the workflows spell them: a name that is found through PATH, or a path relative to this file. Nothing else is ever started. Whoever writes workflows chooses the arguments.',
        ),
    })
    .prefault({})
    .describe('What steps of type exec may run; nothing where absent.'),
  http: z
    .strictObject({
      allow: z
        .array(network)
        .prefault([])
        .describe(
          'Addresses and networks that steps may send to although they are of this machine, its link or a metadata service: 127.0.0.1, 169.254.7.0/24.',
        ),
    })
    .prefault({})
    .describe('Where steps of workflows may send to: request, webhook, notification.'),
});

export const engineSchema = z.discriminatedUnion('kind', [embeddedSchema, kubeVelaSchema, zadigSchema]);

export type FileEmbedded = z.output<typeof embeddedSchema>;
export type FileTarget = z.output<typeof targetSchema>;
