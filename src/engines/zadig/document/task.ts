/** A task as `GET /openapi/workflows/custom/task` tells it (`WorkflowTaskPreview` of koderover/zadig), as far as we read it; v3.2 to v5.0. */
import { z } from 'zod';
import { list, seconds, text } from './values.ts';

/** In a build's spec `repos`, in a webhook `repositories`. */
export const Repository = z.object({
  source: text,
  address: text,
  repo_owner: text,
  repo_namespace: text,
  repo_name: text,
  branch: text,
  tag: text,
  author_name: text,
  commit_id: text,
  commit_url: text,
  commit_message: text,
});
export type Repository = z.output<typeof Repository>;

const Image = z.object({ service_name: text, service_module: text, image: text });

/** A job's spec differs by its type; what another type lacks is empty. */
export const JobSpec = z
  .looseObject({
    repos: list(Repository),
    repositories: list(Repository),
    image: text,
    env: text,
    service_name: text,
    service_and_images: list(Image),
    service_modules: list(Image),
  })
  .nullish()
  .catch(undefined);

export const Approver = z.object({
  user_id: text,
  user_name: text,
  reject_or_approve: text,
  comment: text,
  operation_time: seconds,
});
export type Approver = z.output<typeof Approver>;

/** `JobTaskApprovalSpec`. */
export const ApprovalSpec = z.object({
  type: text,
  description: text,
  approval_message: text,
  approval_title: text,
  native_approval: z
    .object({
      approve_users: list(Approver),
      flat_approve_users: list(Approver),
      needed_approvers: z
        .number()
        .nullish()
        .transform((value) => value ?? 1),
    })
    .nullish(),
});
export type ApprovalSpec = z.output<typeof ApprovalSpec>;

const Job = z.object({
  name: z.string(),
  display_name: text,
  origin_name: text,
  type: text,
  status: text,
  start_time: seconds,
  end_time: seconds,
  error: text,
  spec: z.unknown().optional(),
  /** Whoever said what a failure is taken for. */
  error_handler_user_id: text,
});
export type Job = z.output<typeof Job>;

export const Stage = z.object({
  name: text,
  status: text,
  start_time: seconds,
  end_time: seconds,
  error: text,
  manual_exec: z.object({ manual_exector_id: text }).nullish().catch(undefined),
  jobs: list(Job),
});
export type Stage = z.output<typeof Stage>;

export const Task = z.object({
  task_id: z.number(),
  workflow_key: text,
  workflow_name: text,
  project_key: text,
  status: text,
  remark: text,
  task_creator: text,
  task_revoker: text,
  create_time: seconds,
  start_time: seconds,
  end_time: seconds,
  error: text,
  release_plan: z.object({ id: text, name: text, index: z.number().nullish() }).nullish().catch(undefined),
  stages: list(Stage),
});
export type Task = z.output<typeof Task>;

/** One line of `GET /openapi/workflows/custom/{key}/tasks`. */
export const TaskLine = z.object({
  task_id: z.number(),
  task_creator: text,
  create_time: seconds,
  end_time: seconds,
  status: text,
});
export type TaskLine = z.output<typeof TaskLine>;
export const TaskLines = z.object({ workflow_tasks: list(TaskLine) });
