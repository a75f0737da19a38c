/** A workflow's definition, as `GET /openapi/workflows/custom/{key}/detail` tells it. It holds addresses and tokens of notifications: they are not read. */
import { z } from 'zod';
import { text } from './values.ts';

const Param = z.object({
  name: z.string(),
  type: text,
  value: z.unknown().optional(),
  choice_option: z
    .array(z.string())
    .nullish()
    .transform((options) => options ?? []),
  repo: z
    .looseObject({ codehost_name: text, repo_namespace: text, repo_name: text, branch: text })
    .nullish()
    .catch(undefined),
});
export type Param = z.output<typeof Param>;

const DefinedJob = z.object({
  name: z.string(),
  type: text,
  run_policy: text,
  skipped: z.boolean().nullish(),
  spec: z.unknown().optional(),
});
export type DefinedJob = z.output<typeof DefinedJob>;

export const Definition = z.object({
  workflow_key: text,
  workflow_name: text,
  project_key: text,
  params: z
    .array(Param)
    .nullish()
    .transform((params) => params ?? []),
  stages: z
    .array(
      z.object({
        name: text,
        manual_exec: z.object({ enabled: z.boolean().nullish() }).nullish().catch(undefined),
        jobs: z
          .array(DefinedJob)
          .nullish()
          .transform((jobs) => jobs ?? []),
      }),
    )
    .nullish()
    .transform((stages) => stages ?? []),
});
export type Definition = z.output<typeof Definition>;

export const WorkflowLines = z.object({
  workflows: z
    .array(z.object({ workflow_key: z.string(), workflow_name: text, type: text }))
    .nullish()
    .transform((workflows) => workflows ?? []),
});
