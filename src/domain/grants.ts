import type { App } from './directory.ts';
import type { Role, RoleAction } from './permission.ts';
import { anyOf, namedBy, type Policy } from './policy.ts';
import type { PolicyRule } from './policy-rules.ts';

/** What `operators` of an environment stands for. */
const OPERATOR: readonly RoleAction[] = [
  'read',
  'deploy',
  'cancel',
  'retry',
  'rollback',
  'lock',
  'unlock',
  'schedule',
];

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
): readonly Role[] {
  const operators = apps.flatMap((app) =>
    app.environments.map(({ id, operators: who }): Role => {
      return { id: 'operators', allow: OPERATOR, who, apps: [app.id], environments: [id] };
    }),
  );
  const deciders = rules.map(({ app, environment, policy }): Role => {
    return {
      id: `policy ${policy.id}`,
      allow: ['read'],
      who: decidersOf(policy),
      ...(app === undefined ? {} : { apps: [app] }),
      ...(environment === undefined ? {} : { environments: [environment] }),
    };
  });
  return [...roles, ...operators, ...deciders];
}

function decidersOf(policy: Policy): readonly string[] {
  const { rejecters = [], escalation, breakGlass } = policy;
  return [...namedBy(policy), ...rejecters, ...(escalation?.to ?? []), ...breakGlass];
}
