import { type Binding, bindingOf } from '../env-binding.ts';
import type { Component, Fields, Plan } from '../plan.ts';

/** What a step of this type deploys, by its properties; none for a step that deploys nothing. */
export function componentsOf(plan: Plan, type: string, properties: Fields): readonly Component[] {
  if (type === 'apply-component') return plan.components.filter(({ name }) => name === properties.component);
  if (type === 'deploy') return plan.components;
  const binding = type === 'deploy2env' ? bindingFor(plan, properties) : undefined;
  return binding === undefined || 'problem' in binding ? [] : binding.components;
}

/** What `deploy2env` with these properties makes of the Application. */
export function bindingFor(
  plan: Plan,
  { env, policy = '' }: Fields,
): (Binding & { env: string }) | { problem: string } {
  if (typeof env !== 'string' || typeof policy !== 'string')
    return { problem: '"env" and "policy" of deploy2env must be texts' };
  const binding = bindingOf(plan, policy, env);
  return 'problem' in binding ? binding : { ...binding, env };
}
