/** A release plan, as the body of its webhook and as `GET /openapi/release_plan/v1/{id}` tell it. */
import { z } from 'zod';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const seconds = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);

export const Plan = z.object({
  id: z.string().regex(/^[0-9a-f]{24}$/i),
  index: z.number().nullish(),
  name: text,
  manager: text,
  description: text,
  status: text,
  create_time: seconds,
  update_time: seconds,
  executing_time: seconds,
  success_time: seconds,
  jobs: z
    .array(
      z.object({ id: text, name: text, type: text, status: text, executed_by: text, executed_time: seconds }),
    )
    .nullish()
    .transform((jobs) => jobs ?? []),
});
export type Plan = z.output<typeof Plan>;
