import { type Level, NOBODY, type Policy } from '../domain/policy.ts';
import type { Choosable, PolicyRule } from '../domain/policy-rules.ts';
import { milliseconds } from './duration.ts';
import type { FileLevel, FilePolicy } from './policy-schemas.ts';
import type { FileConfig } from './schema.ts';

/** One rule for each place of the file that names a policy, in the order of the file. Throws on what the checks should have refused. */
export function buildPolicies(file: FileConfig): PolicyRule[] {
  const known = new Map(Object.entries(file.policies).map(([id, policy]) => [id, buildPolicy(id, policy)]));
  const rules: PolicyRule[] = [];
  const add = (place: Omit<PolicyRule, 'policy'>, id: string | undefined): void => {
    if (id === undefined) return;
    const policy = known.get(id);
    if (policy === undefined) throw new Error(`unchecked policy: ${id}`);
    rules.push({ ...place, policy });
  };
  const addSteps = (place: Omit<PolicyRule, 'policy'>, steps: Readonly<Record<string, string>>): void => {
    for (const [step, id] of Object.entries(steps)) add({ ...place, step }, id);
  };
  add({}, file.policy);
  for (const [workflow, { policy }] of Object.entries(file.workflows)) add({ workflow }, policy);
  for (const [app, settings] of Object.entries(file.apps)) {
    add({ app }, settings.policy);
    addSteps({ app }, settings.steps);
    for (const [environment, { policy, steps, approvers }] of Object.entries(settings.environments)) {
      // A list that was written down and is empty is nobody here, whatever holds elsewhere.
      if (approvers?.length === 0) rules.push({ app, environment, policy: NOBODY });
      add({ app, environment }, policy);
      addSteps({ app, environment }, steps);
    }
  }
  return rules;
}

/** What runs of an engine may choose. */
export function buildChoosable(file: FileConfig): Choosable[] {
  return Object.entries(file.engines).flatMap(([engine, settings]) =>
    settings.kind === 'kubevela'
      ? once(settings.policies).flatMap((id) => {
          const policy = file.policies[id];
          return policy === undefined ? [] : [{ engine, policy: buildPolicy(id, policy) }];
        })
      : [],
  );
}

/** One checked policy of the file. */
export function buildPolicy(id: string, policy: FilePolicy): Policy {
  const { approve, reject, escalate } = policy;
  const expires = typeof policy.expires === 'string' ? { after: policy.expires } : policy.expires;
  return {
    id,
    levels: (Array.isArray(approve) ? approve : [approve]).map(buildLevel),
    ...(reject.by === undefined ? {} : { rejecters: once(reject.by) }),
    rejections: reject.count,
    selfApproval: policy.selfApproval === 'allow',
    unknownInitiator: policy.unknownInitiator,
    reason: policy.reason,
    fields: Object.entries(policy.form).map(([name, { label, required, options }]) => {
      return { name, label: label ?? name, required, options };
    }),
    ...(expires === undefined ? {} : { expiresMs: milliseconds(expires.after) }),
    expired: (expires !== undefined && 'then' in expires ? expires.then : undefined) ?? 'reject',
    ...(policy.remind === undefined ? {} : { remindMs: milliseconds(policy.remind) }),
    ...(escalate === undefined
      ? {}
      : { escalation: { afterMs: milliseconds(escalate.after), to: once(escalate.to) } }),
    breakGlass: once(policy.breakGlass),
  };
}

function buildLevel({ any, all, atLeast, of, quota }: FileLevel): Level {
  if (any !== undefined) return [{ count: 1, of: once(any) }];
  if (all !== undefined) return [{ count: 'all', of: once(all) }];
  if (of !== undefined && atLeast !== undefined) return [{ count: atLeast, of: once(of) }];
  if (quota !== undefined) return Object.entries(quota).map(([who, count]) => ({ count, of: [who] }));
  throw new Error('unchecked level');
}

function once(list: readonly string[]): readonly string[] {
  return [...new Set(list)];
}
