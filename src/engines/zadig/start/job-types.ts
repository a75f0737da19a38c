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
    source: text,
    services: z
      .array(
        z.object({
          service_name: text,
          modules: z.array(z.object({ service_module: text, image: text })).nullish(),
        }),
      )
      .nullish()
      .catch(undefined),
    service_and_images: z
      .array(z.object({ service_name: text, service_module: text, image: text }))
      .nullish()
      .catch(undefined),
  })
  .catch({ env: '', docker_registry_id: '', source: '' });

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
  'zadig-deploy': ({ env, service_and_images, services }) => ({
    env_name: env,
    service_list: [
      ...(service_and_images ?? []),
      ...(services ?? []).flatMap(({ service_name, modules }) =>
        (modules ?? []).map((module) => ({ service_name, ...module })),
      ),
    ].map(({ service_name, service_module, image }) => ({ service_name, service_module, image_name: image })),
  }),
  'zadig-test': () => ({ testing_list: [] }),
  'zadig-scanning': () => ({ scanning_list: [] }),
  'custom-deploy': () => ({ target_list: [] }),
  sql: () => ({}),
  'zadig-vm-deploy': () => ({}),
  'k8s-canary-deploy': () => ({}),
  'k8s-canary-release': () => ({}),
  'k8s-blue-green-deploy': () => ({}),
  'k8s-blue-green-release': () => ({}),
  'k8s-gray-release': () => ({}),
  'k8s-gray-rollback': () => ({}),
  'k8s-resource-patch': () => ({}),
};

/** Where each type says what it works on: with an empty list the job is no part of the task, as if it had not been named. */
const LISTS: readonly string[] = ['service_list', 'testing_list', 'scanning_list', 'target_list'];

/** Jobs that take their work from one before them need say nothing of it. */
export function hasNoWork({ spec }: Pick<DefinedJob, 'spec'>, parameters: Data): boolean {
  if (Spec.parse(spec ?? {}).source === 'fromjob') return false;
  return LISTS.some((name) => {
    const list = parameters[name];
    return Array.isArray(list) && list.length === 0;
  });
}

export function isStartable(type: string): boolean {
  return Object.hasOwn(DEFAULTS, type);
}

export function defaultsOf({ type, spec }: Pick<DefinedJob, 'type' | 'spec'>): Data {
  return Object.hasOwn(DEFAULTS, type) ? (DEFAULTS[type]?.(Spec.parse(spec ?? {})) ?? {}) : {};
}
