import type { App, Environment } from './directory.ts';
import { OPERATOR_ACTIONS, type Role } from './permission.ts';
import { anyOf, namedBy, type Policy } from './policy.ts';
import { type Choosable, narrownessOf, type PolicyRule } from './policy-rules.ts';
import { seatsOf, type World } from './seats.ts';

/** The rules of a configuration, its short forms written out: `approvers` of an environment are any one of them. */
export function rulesOf(apps: readonly App[], rules: readonly PolicyRule[]): PolicyRule[] {
  const short = apps.flatMap((app) =>
    app.environments
      .filter(({ approvers }) => approvers.length > 0)
      .map(({ id, approvers }): PolicyRule => {
        return { app: app.id, environment: id, policy: anyOf('approvers', approvers) };
      }),
  );
  return [...rules, ...short];
}

/** The roles of a configuration, its short forms written out. Whoever is asked about a run may see it. */
export function rolesOf(
  apps: readonly App[],
  roles: readonly Role[],
  rules: readonly PolicyRule[],
  choosable: readonly Choosable[] = [],
): readonly Role[] {
  const operators = apps.flatMap((app) =>
    app.environments.map(({ id, operators: who }): Role => {
      return { id: 'operators', allow: OPERATOR_ACTIONS, who, apps: [app.id], environments: [id] };
    }),
  );
  const deciders = apps.flatMap((app) =>
    app.environments.flatMap((environment) =>
      rulesFor(rules, app, environment).map(({ policy }): Role => {
        const who = decidersOf(policy);
        const place = { apps: [app.id], environments: [environment.id] };
        return { id: `policy ${policy.id}`, allow: ['read'], who, ...place };
      }),
    ),
  );
  const chosen = choosable.map(({ engine, policy }): Role => {
    const here = apps.filter((app) => app.engine === engine).map(({ id }) => id);
    return { id: `policy ${policy.id}`, allow: ['read'], who: decidersOf(policy), apps: here };
  });
  return [...roles, ...operators, ...deciders, ...chosen];
}

/** The rules that can come to a question there: every step's own, and the narrowest of the others. */
export function rulesFor(rules: readonly PolicyRule[], app: App, environment: Environment): PolicyRule[] {
  const here = rules.filter(
    (rule) =>
      (rule.app ?? app.id) === app.id &&
      (rule.environment ?? environment.id) === environment.id &&
      (rule.workflow ?? environment.workflow) === environment.workflow,
  );
  const wide = here.filter(({ step }) => step === undefined);
  const narrowest = Math.max(...wide.map(narrownessOf));
  return here.filter((rule) => rule.step !== undefined || narrownessOf(rule) === narrowest);
}

function decidersOf(policy: Policy): readonly string[] {
  const { rejecters = [], escalation, breakGlass } = policy;
  return [...namedBy(policy), ...rejecters, ...(escalation?.to ?? []), ...breakGlass];
}

/** What a policy lets somebody do. `approve-later`: when nobody has decided in time. */
export type Say = 'approve' | 'approve-later' | 'reject' | 'break-glass';

/** What somebody has to say where a policy holds, in their own name or in that of others; nothing for most. `at` in milliseconds since the epoch. */
export function saysOf(person: string, policy: Policy, at: number, world: World): readonly Say[] {
  const named = namedBy(policy);
  const holds = (who: readonly string[]): boolean => seatsOf(person, who, at, world).length > 0;
  const approves = holds(named);
  const later = !approves && named.length > 0 && holds(policy.escalation?.to ?? []);
  const breaks = policy.breakGlass.includes(person) && world.peopleOf([person]).has(person);
  return [
    ...(approves ? (['approve'] as const) : []),
    ...(later ? (['approve-later'] as const) : []),
    ...(holds(policy.rejecters ?? named) ? (['reject'] as const) : []),
    ...(breaks ? (['break-glass'] as const) : []),
  ];
}
