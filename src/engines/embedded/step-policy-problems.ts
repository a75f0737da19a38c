import type { App } from '../../domain/directory.ts';
import type { PolicyRule } from '../../domain/policy-rules.ts';
import type { Problem } from '../../errors.ts';
import { gateKindOf, gatesOf } from './gates.ts';
import { didYouMean } from './load/did-you-mean.ts';
import type { Workflows } from './load/loader.ts';
import type { Plan } from './plan.ts';
import { graphOf } from './run/graph.ts';

/**
 * Policies of single steps that would never be asked: of a step that no workflow of the place has, that does not wait, or that opens by itself. An
 * app's policy may name a gate that only some of its environments have.
 */
export function stepPolicyProblems(
  workflows: Workflows,
  app: Pick<App, 'id' | 'environments'>,
  rules: readonly PolicyRule[],
): Problem[] {
  return rules.flatMap(({ app: of, environment, step }): Problem[] => {
    if (of !== app.id || step === undefined) return [];
    const within = app.environments.filter(({ id }) => environment === undefined || id === environment);
    const plans = within.flatMap(({ workflow }) => workflows.get(workflow) ?? []);
    // A workflow that is not there is a mistake of its own.
    if (plans.length < within.length) return [];
    const place = environment === undefined ? '' : `.environments.${environment}`;
    const message = problemOf(step, plans);
    return message === undefined ? [] : [{ path: `apps.${app.id}${place}.steps.${step}`, message }];
  });
}

function problemOf(name: string, plans: readonly Plan[]): string | undefined {
  const found = plans.flatMap((plan) =>
    [...graphOf(plan).nodes.values()]
      .filter((node) => node.plan.name === name || node.path === name)
      .map((node) => ({ step: node.plan, workflow: plan.workflow })),
  );
  if (found.length === 0) {
    const gates = [...new Set(plans.flatMap(gatesOf))];
    const names = plans.map(({ workflow }) => workflow).join(', ');
    const there = gates.length === 0 ? 'none of its steps waits for people' : `gates: ${gates.join(', ')}`;
    return `there is no step "${name}" in ${names} (${there})${didYouMean(name, gates)}`;
  }
  const timed = found.find(({ step }) => gateKindOf(step) === 'timed');
  if (timed !== undefined)
    return `opens by itself in ${timed.workflow}, because it has a duration: nobody is asked; remove the duration there or the policy here`;
  if (found.every(({ step }) => gateKindOf(step) === 'none'))
    return `never waits for people: a policy is for suspend without duration, and for deploy with auto: false`;
  return undefined;
}
