/** A release plan, as the body of its webhook and as `GET /openapi/release_plan/v1/{id}` tell it. */
import { z } from 'zod';
import { list, seconds, text } from './values.ts';

export const Plan = z.object({
  id: z.string().regex(/^[0-9a-f]{24}$/i),
  index: z.number().nullish().catch(undefined),
  name: text,
  manager: text,
  description: text,
  status: text,
  create_time: seconds,
  update_time: seconds,
  executing_time: seconds,
  success_time: seconds,
  jobs: list(
    z.object({ id: text, name: text, type: text, status: text, executed_by: text, executed_time: seconds }),
  ),
});
export type Plan = z.output<typeof Plan>;
