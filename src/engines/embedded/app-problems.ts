import type { App } from '../../domain/directory.ts';
import type { PolicyRule } from '../../domain/policy-rules.ts';
import { ConfigError, type Problem } from '../../errors.ts';
import { didYouMean } from './load/did-you-mean.ts';
import { loadWorkflows, type Workflows } from './load/loader.ts';
import type { EmbeddedOptions } from './options.ts';
import { parameterProblem } from './parameters.ts';
import { stepPolicyProblems } from './step-policy-problems.ts';

type Runs = Pick<App, 'id' | 'environments'>;

/**
 * What keeps these apps from running on this engine: mistakes in its workflow files first, then workflows and places that are not there, and
 * policies of steps that never ask anybody.
 */
export async function appProblems(
  options: EmbeddedOptions,
  apps: readonly Runs[],
  rules: readonly PolicyRule[],
): Promise<readonly Problem[]> {
  let workflows: Workflows;
  try {
    workflows = await loadWorkflows(options);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return apps.flatMap((app) => [
    ...app.environments.flatMap((one) => environmentProblems(workflows, app.id, one)),
    ...stepPolicyProblems(workflows, app, rules),
  ]);
}

function environmentProblems(
  workflows: Workflows,
  app: string,
  environment: Runs['environments'][number],
): Problem[] {
  const path = `apps.${app}.environments.${environment.id}`;
  const plan = workflows.get(environment.workflow);
  if (plan === undefined) {
    const known = [...workflows.keys()];
    const hint = didYouMean(environment.workflow, known);
    const there = known.length === 0 ? 'the folder holds none' : `there are ${known.join(', ')}`;
    return [
      {
        path: `${path}.workflow`,
        message: `no workflow is named "${environment.workflow}" (${there})${hint}`,
      },
    ];
  }
  return environment.parameters.flatMap(({ name, sets }) => {
    const problem = parameterProblem(plan, sets);
    return problem === undefined ? [] : [{ path: `${path} parameter ${name}`, message: problem }];
  });
}
