import { z } from 'zod';
import { parseInstant } from './instant.ts';
import { label, name, people, reference, signingSecret, zone } from './values.ts';
import { parseWeekly } from './weekly.ts';

/** What keeps runs from starting, and what starts them beside chat. */

const edge = z.string().superRefine((value, context) => {
  if (parseWeekly(value) !== undefined || !('problem' in parseInstant(value))) return;
  const message =
    'must be a day such as 2026-12-24, a time such as 2026-12-24T18:00:00+08:00, or a time of the week such as fri 16:00';
  context.addIssue({ code: 'custom', message });
});

const freezeSchema = z.strictObject({
  from: edge.describe('When it begins: a day, a time, or every week at a time such as fri 16:00.'),
  until: edge.describe('When it is over, in the same form as from.'),
  zone: zone.optional().describe('Time zone of times of the week; the general one where absent.'),
  apps: z.array(reference).optional().describe('Only for these apps; for all of them where absent.'),
  environments: z
    .array(reference)
    .optional()
    .describe('Only for environments of these names; for all of them where absent.'),
  except: people.prefault([]).describe('People and groups who may deploy all the same.'),
  reason: label.optional().describe('What whoever is refused is told beside the name.'),
});

export const freezes = z
  .record(name, freezeSchema)
  .prefault({})
  .describe('Times in which nothing new is deployed: name → freeze.');

const hookSchema = z.strictObject({
  secret: signingSecret.describe('Signs the requests. Write ${CI_HOOK_SECRET}, not the secret.'),
  as: reference.describe('The person in whose name it deploys: who starts the runs, and whose rights count.'),
  apps: z.array(reference).describe('Apps that it may deploy. An empty list means none.'),
  environments: z.array(reference).describe('Environments to which it may deploy. An empty list means none.'),
});

export const hooks = z
  .record(name, hookSchema)
  .prefault({})
  .describe('Addresses at which a CI system starts runs, POST /hooks/ci/<name>: name → hook.');

export const after = z
  .union(
    [
      reference,
      z.strictObject({
        environment: reference.describe('The environment that comes before.'),
        same: z
          .array(reference)
          .optional()
          .describe('Parameters whose values must be the same; all that both have where absent.'),
      }),
    ],
    'must be the name of an environment, or a mapping with environment and same',
  )
  .optional()
  .describe(
    'The environment that comes before: a deploy is refused unless the newest run there with the same values ended well.',
  );

export type FileFreeze = z.output<typeof freezeSchema>;
export type FileAfter = z.output<typeof after>;
