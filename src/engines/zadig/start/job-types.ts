/** Jobs that the OpenAPI can start, and what they get where nobody says anything: what the workflow's own definition has. */
import { z } from 'zod';
import type { Json } from '../../../domain/run.ts';
import type { DefinedJob } from '../document/definition.ts';

type Data = { [key: string]: Json };

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

const Spec = z
  .looseObject({
    env: text,
    docker_registry_id: text,
    service_and_builds: z
      .array(
        z.object({
          service_name: text,
          service_module: text,
          repos: z
            .array(
              z.object({
                codehost_name: text,
                repo_namespace: text,
                repo_owner: text,
                repo_name: text,
                branch: text,
              }),
            )
            .nullish(),
        }),
      )
      .nullish()
      .catch(undefined),
    service_and_images: z
      .array(z.object({ service_name: text, service_module: text, image: text }))
      .nullish()
      .catch(undefined),
  })
  .catch({ env: '', docker_registry_id: '' });

/** By `job_type`: docs.koderover.com, OpenAPI, "执行自定义工作流"; approvals since v4.1. */
const DEFAULTS: Readonly<Record<string, (spec: z.output<typeof Spec>) => Data>> = {
  approval: () => ({}),
  'ai-task': () => ({}),
  'ai-release-specialist': () => ({}),
  tapd: () => ({}),
  freestyle: () => ({ kv: [], repo_info: [] }),
  plugin: () => ({ kv: [] }),
  'zadig-build': ({ service_and_builds }) => ({
    service_list: (service_and_builds ?? []).map(({ service_name, service_module, repos }) => ({
      service_name,
      service_module,
      repo_info: (repos ?? []).flatMap((repo): Json[] => {
        const { codehost_name, repo_name, branch } = repo;
        const repo_namespace = repo.repo_namespace || repo.repo_owner;
        return repo_name === '' ? [] : [{ codehost_name, repo_namespace, repo_name, branch }];
      }),
      inputs: [],
    })),
  }),
  'zadig-deploy': ({ env, service_and_images }) => ({
    env_name: env,
    service_list: (service_and_images ?? []).map(({ service_name, service_module, image }) => ({
      service_name,
      service_module,
      image_name: image,
    })),
  }),
  'zadig-test': () => ({ testing_list: [] }),
  'zadig-scanning': () => ({ scanning_list: [] }),
  'custom-deploy': () => ({ target_list: [] }),
  sql: () => ({}),
};

export function isStartable(type: string): boolean {
  return Object.hasOwn(DEFAULTS, type);
}

export function defaultsOf({ type, spec }: Pick<DefinedJob, 'type' | 'spec'>): Data {
  return Object.hasOwn(DEFAULTS, type) ? (DEFAULTS[type]?.(Spec.parse(spec)) ?? {}) : {};
}
