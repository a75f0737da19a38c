import { isObject, type Json, textOf } from '../../../src/simulator/common/json.ts';
import { numbered, plain } from './refusal.ts';
import type { JobScript, ParamScript, Work, WorkflowScript } from './script.ts';
import type { Chosen, TaskParam } from './task.ts';
import type { Profile } from './version.ts';

/** The rules by which a call of the OpenAPI starts a workflow: https://docs.koderover.com/zadig/api/workflow/ */

/** Types of jobs that may stand in `inputs`; another one refuses the whole call. */
const INPUT_TYPES: readonly string[] = [
  'plugin',
  'freestyle',
  'zadig-build',
  'zadig-deploy',
  'zadig-test',
  'zadig-scanning',
  'zadig-vm-deploy',
  'custom-deploy',
  'k8s-canary-deploy',
  'k8s-canary-release',
  'k8s-blue-green-deploy',
  'k8s-blue-green-release',
  'k8s-gray-release',
  'k8s-gray-rollback',
  'k8s-resource-patch',
  'sql',
];

export function paramsOf(script: WorkflowScript, given: unknown): TaskParam[] {
  const params = (script.params ?? []).map(paramOf);
  for (const one of listOf(given)) {
    const name = textOf(one.name);
    const param = params.find((candidate) => candidate.name === name);
    if (param === undefined) throw plain(`param ${name} not found in workflow`);
    const value = textOf(one.value);
    if (param.type === 'choice' && !param.choices.includes(value))
      throw plain(`invalid choice value ${value} for param ${name}`);
    if (param.type !== 'repo') param.value = value;
  }
  return params;
}

function paramOf({ name, type, value = '', choices = [] }: ParamScript): TaskParam {
  return { name, type, value, choices };
}

/** A job that is not in `inputs` is no part of the task, be it the one that asks people. */
export function chosenJobs(script: WorkflowScript, given: unknown, profile: Profile): Chosen {
  const inputs = new Map(listOf(given).map((one) => [textOf(one.job_name), one.parameters]));
  const chosen = new Map<string, { works: readonly Work[] }>();
  for (const job of script.stages.flatMap(({ jobs }) => jobs)) {
    if (!inputs.has(job.name)) continue;
    const { type = 'freestyle' } = job;
    if (!INPUT_TYPES.includes(type) && !newer(type, profile))
      throw plain(`undefined job type of type:${type}`);
    chosen.set(job.name, { works: worksOf(job, inputs.get(job.name)) });
  }
  return chosen;
}

function newer(type: string, { approvalInputs, newest }: Profile): boolean {
  if (type === 'approval') return approvalInputs;
  return newest && ['ai-task', 'ai-release-specialist', 'tapd'].includes(type);
}

/** Throws where a job must run and does not. */
export function checkForced(script: WorkflowScript, chosen: Chosen): void {
  for (const { name, runPolicy } of script.stages.flatMap(({ jobs }) => jobs))
    if (runPolicy === 'force_run' && !chosen.has(name))
      throw numbered(6160, `job ${name} skipped, but the run policy is set to force run`);
}

function worksOf({ type, tasks }: JobScript, parameters: unknown): readonly Work[] {
  if (tasks === undefined) return [{}];
  if (!isObject(parameters)) return tasks;
  const services = parameters.service_list;
  if ((type !== 'zadig-build' && type !== 'zadig-deploy') || !Array.isArray(services)) return tasks;
  const wanted = listOf(services);
  return tasks.flatMap((work) => {
    const one = wanted.find(({ service_name }) => service_name === work.parts?.[0]);
    return one === undefined ? [] : [deployed(work, textOf(parameters.env_name), textOf(one.image_name))];
  });
}

/** The environment and the image that the caller chose. */
function deployed(work: Work, environment: string, image: string): Work {
  if (work.deploys === undefined) return work;
  const { deploys } = work;
  return {
    ...work,
    deploys: {
      ...deploys,
      environment: environment || deploys.environment,
      modules: deploys.modules.map((module) => ({ ...module, image: image || module.image })),
    },
  };
}

function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
