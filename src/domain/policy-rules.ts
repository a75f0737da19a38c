import { NOBODY, type Policy } from './policy.ts';

/** Where a policy holds; what is absent matches everything. `step` is the gate's path or its name. */
export type PolicyRule = {
  app?: string;
  environment?: string;
  workflow?: string;
  step?: string;
  policy: Policy;
};

/** A policy that an object of the engine may name for its own run. */
export type Choosable = { engine: string; policy: Policy };

/** A gate of a run, as far as rules look at it. */
export type GatePlace = {
  app: string | null;
  environment: string | null;
  workflow: string;
  /** Names from the root joined with '/'. */
  path: string;
};

/** The policy of the narrowest rule that fits: a step's before an environment's, a workflow's, an app's and the general one. None is nobody. */
export function policyFor(rules: readonly PolicyRule[], gate: GatePlace): Policy {
  return ruleFor(rules, gate)?.policy ?? NOBODY;
}

/**
 * The same for a run that names a policy itself. It has its way only among those that its engine's objects may choose, and only where the
 * configuration says nothing of the run but in general: whoever writes objects gets no right by it that the operator has not given.
 */
export function policyForWish(
  rules: readonly PolicyRule[],
  gate: GatePlace,
  { engine, wish, choosable }: { engine: string; wish: string | undefined; choosable: readonly Choosable[] },
): Policy {
  const rule = ruleFor(rules, gate);
  if (rule !== undefined && narrownessOf(rule) > 0) return rule.policy;
  const chosen = choosable.find((one) => one.engine === engine && one.policy.id === wish);
  return chosen?.policy ?? rule?.policy ?? NOBODY;
}

function ruleFor(rules: readonly PolicyRule[], gate: GatePlace): PolicyRule | undefined {
  let best: { rule: PolicyRule; narrowness: number } | undefined;
  for (const rule of rules) {
    if (!fits(rule, gate)) continue;
    const narrowness = narrownessOf(rule);
    if (best === undefined || narrowness > best.narrowness) best = { rule, narrowness };
  }
  return best?.rule;
}

function fits(rule: PolicyRule, { app, environment, workflow, path }: GatePlace): boolean {
  return (
    (rule.app ?? app) === app &&
    (rule.environment ?? environment) === environment &&
    (rule.workflow ?? workflow) === workflow &&
    (rule.step === undefined || rule.step === path || rule.step === path.split('/').at(-1))
  );
}

/** Two rules of the same app are told apart by this; rules that are equally narrow are refused with the configuration. */
export function narrownessOf({ app, environment, workflow, step }: PolicyRule): number {
  return (
    (step === undefined ? 0 : 8) +
    (environment === undefined ? 0 : 4) +
    (workflow === undefined ? 0 : 2) +
    (app === undefined ? 0 : 1)
  );
}
