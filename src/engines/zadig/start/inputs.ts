/**
 * What a run of a workflow is asked for with. Every job is named that runs where nobody says anything, and every approval: Zadig skips a job that is not,
 * so that leaving one out would let the run go past its gate.
 */
import type { Json } from '../../../domain/run.ts';
import { UserError } from '../../../errors.ts';
import { problemData, type Told, tell } from '../../common/told.ts';
import type { DefinedJob, Definition, Param } from '../document/definition.ts';
import type { StartOptions } from '../options.ts';
import { defaultsOf, hasNoWork, isStartable } from './job-types.ts';
import { parsePath, withValueAt } from './place.ts';

type Data = { [key: string]: Json };
type Parameter = { sets: string; value: Json };

export type Input = { job_name: string; job_type: string; parameters: Data };
export type Body = { parameters: Json[]; inputs: Input[] };

/**
 * Throws `UserError`: `engine.bad-parameter-path`, `engine.bad-parameter-value`, `engine.zadig-job-type` for a job that cannot be started through
 * the API, `engine.zadig-job-skipped` for one that may not be left out, `engine.zadig-no-work` for one that
 * would do nothing, and `engine.zadig-no-job` for one that is not there.
 */
export function bodyOf(
  workflow: string,
  definition: Definition,
  { inputs, skips }: StartOptions,
  asked: readonly Parameter[],
): Body {
  const jobs = definition.stages.flatMap((stage) => stage.jobs);
  for (const name of [...Object.keys(inputs), ...skips])
    if (!jobs.some((job) => job.name === name))
      throw new UserError('engine.zadig-no-job', { workflow, job: name });
  const given = new Map<string, Data>();
  /** Jobs that run only when something is said of them. */
  const off = new Map<string, Data>();
  for (const job of jobs) {
    const own = inputs[job.name];
    if (skips.includes(job.name)) mayBeSkipped(workflow, job);
    else if (!isStartable(job.type)) {
      if (!isOffByItself(job))
        throw new UserError('engine.zadig-job-type', { workflow, job: job.name, type: job.type });
    } else {
      const runs = own !== undefined || job.type === 'approval' || !isOffByItself(job);
      (runs ? given : off).set(job.name, { ...defaultsOf(job), ...own });
    }
  }
  const parameters = new Map<string, Json>();
  for (const { sets, value } of asked) {
    const bad = (problem: Told): UserError =>
      new UserError('engine.bad-parameter-path', { workflow, path: sets, ...problemData(problem) });
    const path = parsePath(sets);
    if (path === undefined) throw bad(tell('zadig-root'));
    const [root, name, ...rest] = path;
    if (root === 'parameters') {
      const param = definition.params.find((one) => one.name === name);
      if (param === undefined) throw bad(tell('zadig-parameter', { name }));
      parameters.set(name, parameterOf(workflow, sets, param, rest, value));
      continue;
    }
    const before = given.get(name) ?? off.get(name);
    if (before === undefined) throw bad(tell('zadig-job', { name }));
    const set = withValueAt(before, rest, value);
    if ('problem' in set) throw bad(set.problem);
    given.set(name, set.value as Data);
  }
  for (const job of jobs) {
    const own = given.get(job.name);
    if (own !== undefined && hasNoWork(job, own))
      throw new UserError('engine.zadig-no-work', { workflow, job: job.name, type: job.type });
  }
  return {
    parameters: [...parameters.values()],
    inputs: jobs.flatMap(({ name, type }): Input[] => {
      const own = given.get(name);
      return own === undefined ? [] : [{ job_name: name, job_type: type, parameters: own }];
    }),
  };
}

/** What keeps `sets` from naming a place in any workflow; undefined where it may. */
export function shapeProblem(sets: string): string | undefined {
  return parsePath(sets) === undefined ? tell('zadig-root').message : undefined;
}

function mayBeSkipped(workflow: string, { name, type, run_policy }: DefinedJob): void {
  if (type === 'approval' || run_policy === 'force_run')
    throw new UserError('engine.zadig-job-skipped', { workflow, job: name, type });
}

/** A job that does not run unless it is asked for may be left unnamed. */
function isOffByItself({ run_policy, skipped }: DefinedJob): boolean {
  return run_policy === 'default_not_run' || run_policy === 'skip' || skipped === true;
}

function parameterOf(
  workflow: string,
  sets: string,
  { name, type, choice_option, repo }: Param,
  rest: readonly (string | number)[],
  value: Json,
): Json {
  const bad = (problem: Told): UserError =>
    new UserError('engine.bad-parameter-value', { workflow, path: sets, ...problemData(problem) });
  if (type === 'repo') {
    const [part = 'branch'] = rest;
    if (repo === undefined || repo === null || part !== 'branch' || typeof value !== 'string')
      throw bad(tell('zadig-branch'));
    const { codehost_name, repo_namespace, repo_name } = repo;
    return { name, type, repo: { codehost_name, repo_namespace, repo_name, branch: value } };
  }
  if (rest.length > 0) throw bad(tell('zadig-one-value'));
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (type === 'choice' && choice_option.length > 0 && !choice_option.includes(text))
    throw bad(tell('one-of', { known: choice_option.join(', ') }));
  return { name, type: type || 'string', value: text };
}
