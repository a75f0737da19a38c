import { z } from 'zod';
import { duration, httpUrl, signingSecret, text } from './values.ts';

/** Zadig's key of a project or a workflow: it stands in paths. */
const KEY = '[A-Za-z0-9][A-Za-z0-9._-]*';

const project = z
  .string()
  .regex(new RegExp(`^${KEY}$`), 'is no key of a project: letters, digits, hyphens, dots');
const workflow = z
  .string()
  .regex(
    new RegExp(`^${KEY}/${KEY}$`),
    'must be a project and a workflow, by their keys: yaml/demo-workflow',
  );
const place = z
  .string()
  .regex(
    new RegExp(`^${KEY}(/${KEY})?$`),
    'must be a project, or a project and a workflow, by their keys: yaml or yaml/demo-workflow',
  );

const workflowSchema = z.strictObject({
  inputs: z
    .record(text, z.record(z.string(), z.json()))
    .prefault({})
    .describe(
      'What jobs get where a deploy sets nothing else: job → parameters, as inputs[].parameters of Zadig’s OpenAPI.',
    ),
  skips: z
    .array(text)
    .prefault([])
    .describe('Jobs that a deploy leaves out, such as a notification. An approval job is never left out.'),
});

export const zadigSchema = z.strictObject({
  kind: z.literal('zadig'),
  url: httpUrl.describe('Where Zadig is, such as https://zadig.example.com.'),
  token: text.describe(
    'API token of the service account that decides and starts here. Write ${ZADIG_TOKEN}, not the token.',
  ),
  hookToken: signingSecret
    .optional()
    .describe(
      'What Zadig sends as X-Zadig-Token to POST /hooks/zadig/<engine>. Absent: there is no hook, and runs are seen by polling alone. Write ${ZADIG_HOOK_TOKEN}, not the token.',
    ),
  projects: z
    .array(project)
    .prefault([])
    .describe('Projects whose workflows are followed and offered, beside the workflows of apps.'),
  room: text
    .optional()
    .describe('Room for cards of workflows that no app names, such as slack-main/C0DEPLOY.'),
  rooms: z
    .record(place, text)
    .prefault({})
    .describe('Instead of room, for a project or one workflow of it: yaml or yaml/demo-workflow → room.'),
  workflows: z
    .record(workflow, workflowSchema)
    .prefault({})
    .describe('What starting a workflow needs beside what its definition says.'),
  pollInterval: duration
    .optional()
    .describe('How often the newest tasks of each workflow are asked for; 30s where absent.'),
  requestTimeout: duration
    .optional()
    .describe('How long a request to Zadig may take before it is given up; 6s where absent.'),
});

export type FileZadig = z.output<typeof zadigSchema>;
