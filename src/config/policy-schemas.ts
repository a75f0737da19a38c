import { z } from 'zod';
import { duration, label, name, people, reference } from './values.ts';

/**
 * `policies:` and the keys that say where one holds. Which keys of a level go together, and whether the names exist, is looked at in
 * policy-checks.ts, for all policies at once.
 */

/** Most questions of a form: a dialog that is longer is a page. */
const MAX_FIELDS = 10;
/** Most options of one question, and their longest text, in characters: https://docs.slack.dev/reference/block-kit/composition-objects/option-object */
const MAX_OPTIONS = 100;
const MAX_OPTION = 75;

const LEVELS = 'must be a level such as { any: [ben, chen] }, or a list of levels';

const levelSchema = z.strictObject(
  {
    any: people.optional().describe('One of these people and groups has to approve.'),
    all: people.optional().describe('All of these people, and everybody in these groups, have to approve.'),
    atLeast: z.int().min(1).optional().describe('So many different people of the list under `of`.'),
    of: people.optional().describe('People and groups for `atLeast`.'),
    quota: z
      .record(reference, z.int().min(1))
      .optional()
      .describe('Group or person → how many of it have to approve. Nobody counts twice.'),
  },
  {
    error: (issue) =>
      issue.code === 'invalid_type' ? 'must be a level such as { any: [ben, chen] }' : undefined,
  },
);

const expirySchema = z.strictObject({
  after: duration.describe('How long the question waits, such as 4h.'),
  // oxlint-disable-next-line unicorn/no-thenable -- a word of the file; its value is a text, which nothing can await
  then: z
    .enum(['reject', 'cancel'])
    .default('reject')
    .describe('What becomes of it then: the gate is rejected, or the whole run cancelled. Never approved.'),
});

const option = z
  .string()
  .min(1, 'is empty: write a text')
  .max(MAX_OPTION, `must be at most ${MAX_OPTION} characters`);

const fieldSchema = z.strictObject({
  label: label.optional().describe('What the form calls it; its name where absent.'),
  required: z.boolean().default(false).describe('Whether nobody can approve without it.'),
  options: z
    .array(option)
    .max(MAX_OPTIONS, `must be at most ${MAX_OPTIONS} options`)
    .refine((all) => new Set(all).size === all.length, 'names an option twice: remove one')
    .default([])
    .describe('The only values that are taken; any text where absent.'),
});

const policySchema = z.strictObject({
  approve: z
    .union([z.array(levelSchema), levelSchema], {
      error: ({ input }) => (input === undefined ? `is missing: ${LEVELS}` : LEVELS),
    })
    .describe(
      'Who has to approve. A list of levels is asked one after the other. An empty list means nobody.',
    ),
  reject: z
    .strictObject({
      by: people.optional().describe('People and groups who may reject; whoever may approve where absent.'),
      count: z.int().min(1).default(1).describe('So many rejections end it.'),
    })
    .prefault({})
    .describe('Who may reject.'),
  reason: z
    .enum(['never', 'on-reject', 'always'])
    .default('on-reject')
    .describe('When a verdict must come with a reason.'),
  selfApproval: z
    .enum(['forbid', 'allow'])
    .default('forbid')
    .describe('Whether who started the run, or wrote what it deploys, may approve it.'),
  unknownInitiator: z
    .enum(['refuse', 'allow'])
    .default('refuse')
    .describe(
      'Whether a run may be approved of which nobody knows who started it, where self-approval is forbidden.',
    ),
  expires: z
    .union([duration, expirySchema], 'must be a duration such as 4h, or a mapping with after and then')
    .optional()
    .describe('When the question ends by itself; never where absent.'),
  remind: duration
    .optional()
    .describe('How often those who are waited for are reminded; never where absent.'),
  escalate: z
    .strictObject({
      after: duration.describe('How long the named ones have, such as 2h.'),
      to: people.describe('People and groups who may approve too from then on, on every level.'),
    })
    .optional()
    .describe('Who else may approve when nobody did in time.'),
  breakGlass: people
    .default([])
    .describe('People, never groups, who may approve alone in an emergency. Everybody is told.'),
  form: z
    .record(name, fieldSchema)
    .refine((all) => Object.keys(all).length <= MAX_FIELDS, `must have at most ${MAX_FIELDS} fields`)
    .refine(
      (all) => !Object.hasOwn(all, 'reason'),
      'must not have a field “reason”: the key reason beside form asks for it',
    )
    .prefault({})
    .describe(
      'What an approver fills in: name → field. The values become inputs of the steps behind the gate.',
    ),
});

export const policies = z
  .record(name, policySchema)
  .prefault({})
  .describe('Who has to agree: name → policy.');

const place = reference.optional();

export const generalPolicy = place.describe('The policy where nothing narrower names one.');
export const appPolicy = place.describe(
  'The policy of its gates, where its environments and steps name none.',
);
export const environmentPolicy = place.describe('The policy of its gates, instead of approvers.');

export const stepPolicies = z
  .record(z.string(), reference)
  .prefault({})
  .describe('The policy of one gate: name of the step (or its path) → policy.');

export const workflowPolicies = z
  .record(z.string(), z.strictObject({ policy: reference.describe('The policy of its gates.') }))
  .prefault({})
  .describe(
    "The policy of a workflow's gates, whoever started it: the engine's name of the workflow → policy.",
  );

export type FilePolicy = z.output<typeof policySchema>;
export type FileLevel = z.output<typeof levelSchema>;
