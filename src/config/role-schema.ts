import { z } from 'zod';
import { ROLE_ACTIONS } from '../domain/permission.ts';
import { name, people, reference } from './values.ts';

const roleSchema = z.strictObject({
  allow: z.array(z.enum(ROLE_ACTIONS)).describe(`What it allows: ${ROLE_ACTIONS.join(', ')}.`),
  people: people.describe('People and groups who have it. An empty list means nobody.'),
  apps: z.array(reference).optional().describe('Only for these apps; for all of them where absent.'),
  environments: z
    .array(reference)
    .optional()
    .describe('Only in environments of these names; in all of them where absent.'),
});

/** Rights beside those of `operators`. To approve is no role: policies say who may. */
export const roles = z
  .record(name, roleSchema)
  .prefault({})
  .describe('Who may do what, and where: name → role.');
