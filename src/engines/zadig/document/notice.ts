/**
 * The body of a webhook: https://docs.koderover.com/zadig/Zadig%20v3.3/workflow/im/#webhook-%E9%80%9A%E7%9F%A5; v3.2 to v5.0. `object_kind` and `event` belong
 * together: `start_execute` exists for workflows and for release plans.
 */
import { z } from 'zod';
import { Stage } from './task.ts';
import { list, seconds, text } from './values.ts';

export const WorkflowNotice = z.object({
  task_id: z.int().positive(),
  project_name: z.string().min(1),
  project_display_name: text,
  workflow_name: z.string().min(1),
  workflow_display_name: text,
  release_plan: z.object({ id: text, name: text }).nullish().catch(undefined),
  status: text,
  remark: text,
  error: text,
  create_time: seconds,
  start_time: seconds,
  end_time: seconds,
  task_creator: text,
  task_creator_id: text,
  task_creator_email: text,
  task_creator_phone: text,
  task_type: text,
  /** Fewer fields than a task's, of the same names. */
  stages: list(Stage),
});
export type WorkflowNotice = z.output<typeof WorkflowNotice>;

/** What every body has; the rest depends on the kind. */
export const Envelope = z.object({
  object_kind: text,
  event: text,
  workflow: z.unknown().optional(),
  release_plan: z.unknown().optional(),
});
