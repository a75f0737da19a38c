/** From steps that deploy to the targets of their parts. */

import { type Told, tell } from '../../common/told.ts';
import { type Part, partsOf } from '../parts.ts';
import type { Fields } from '../plan.ts';
import type { Around, Job } from './job.ts';
import { toTarget } from './to-target.ts';
import { together } from './together.ts';

export function applyComponent(around: Around, properties: Fields): Job | { problem: Told } {
  const deployed = partsOf(around.document.plan, 'apply-component', properties);
  if ('problem' in deployed) return { problem: tell('given', { why: deployed.problem }) };
  const [part] = deployed.parts;
  if (part === undefined) return { problem: tell('given', { why: 'there is no component' }) };
  return toTarget(around, part);
}

/** So many parts at once as `parallelism` says, one after another where it says nothing. */
export function deploy(around: Around, properties: Fields): Job | { problem: Told } {
  const { parallelism } = properties;
  return next(around, 'deploy', properties, typeof parallelism === 'number' ? parallelism : 1);
}

/** The same with the components as the policy makes them; `parallel`: all of them at once. */
export function deployToEnv(around: Around, properties: Fields): Job | { problem: Told } {
  return next(around, 'deploy2env', properties, properties.parallel === true ? Number.POSITIVE_INFINITY : 1);
}

/** The parts whose turn it is; those that are done are in the state. */
function next(around: Around, type: string, properties: Fields, atOnce: number): Job | { problem: Told } {
  const deployed = partsOf(around.document.plan, type, properties);
  if ('problem' in deployed) return { problem: tell('given', { why: deployed.problem }) };
  const { parts } = deployed;
  if (parts.length === 0) return NOWHERE;
  const done = around.step.deployed ?? {};
  const isDone = (key: string): boolean => Object.hasOwn(done, key);
  const due = parts.filter(({ key, after }) => !isDone(key) && after.every(isDone)).slice(0, atOnce);
  if (due.length === 0) return { problem: tell('given', { why: 'its components wait for each other' }) };
  const jobs: { part: Part; job: Job }[] = [];
  for (const part of due) {
    const job = toTarget(around, part);
    if ('problem' in job) return job;
    jobs.push({ part, job });
  }
  return together(jobs);
}

const NOWHERE: Job = {
  kind: 'http',
  deploys: true,
  run: async () => ({
    kind: 'done',
    value: {},
    note: tell('no-cluster'),
  }),
};
