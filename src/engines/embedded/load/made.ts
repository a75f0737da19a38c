/**
 * The steps that KubeVela makes of an Application that says none: one `deploy` for each topology, or else one where a policy changes what is deployed, or else a
 * `deploy2env` for each env of its env-bindings, or else an `apply-component` for each component (pkg/workflow/step/generator.go and loadWorkflowToAppfile in
 * pkg/appfile/parser.go of kubevela/kubevela).
 */
import type { Json } from '../../../domain/run.ts';
import { ENV_BINDING, envsOf } from '../env-binding.ts';
import { isObject } from '../expressions/path.ts';
import { OVERRIDE } from '../parts.ts';
import type { Fields } from '../plan.ts';
import { TOPOLOGY } from '../topology.ts';
import type { Source } from './document.ts';

/** Objects of the cluster that KubeVela copies: only its `deploy` does so. */
const COPIES = 'ref-objects';

/** The Application with the steps that are made of it; anything else as it is. */
export function withMadeSteps(source: Source): Source {
  const { value } = source;
  if (!isObject(value) || value.kind !== 'Application' || !isObject(value.spec)) return source;
  const workflow = workflowFor(value.spec.workflow);
  if (workflow === undefined) return source;
  const policies = named(listOf(value.spec.policies));
  const steps = stepsFor(policies, listOf(value.spec.components));
  if (steps.length === 0) return source;
  const spec = { ...value.spec, policies, workflow: { ...workflow, steps } };
  return { ...source, value: { ...value, spec } };
}

/** What the steps are put into. Without a workflow they begin together, as each may; undefined where there are steps, or another object has them. */
function workflowFor(workflow: Json | undefined): Fields | undefined {
  if (workflow === undefined || workflow === null) return { mode: { steps: 'DAG' } };
  if (!isObject(workflow) || workflow.ref !== undefined) return undefined;
  const { steps } = workflow;
  const isEmpty = steps === undefined || steps === null || (Array.isArray(steps) && steps.length === 0);
  return isEmpty ? workflow : undefined;
}

/** KubeVela's names for those that have none (GenerateAppFileFromApp in pkg/appfile/parser.go). */
function named(policies: readonly Json[]): Json[] {
  return policies.map((policy, i) =>
    isObject(policy) && (policy.name ?? '') === '' && typeof policy.type === 'string'
      ? { ...policy, name: `${policy.type}:auto-gen:${i}` }
      : policy,
  );
}

function stepsFor(all: readonly Json[], components: readonly Json[]): Json[] {
  const policies = all.filter(isObject);
  const overrides = namesOf(policies.filter(({ type }) => type === OVERRIDE));
  const topologies = namesOf(policies.filter(({ type }) => type === TOPOLOGY));
  const deploys = topologies.map((name) => deploy(`deploy-${name}`, [...overrides, name]));
  if (deploys.length > 0) return deploys;
  const copies = components.some((one) => isObject(one) && one.type === COPIES);
  if (copies || overrides.length > 0) return [deploy('deploy', overrides)];
  const toEnvs = policies
    .filter(({ type }) => type === ENV_BINDING)
    .flatMap((policy) => envsOf(policy).flatMap((env) => deployToEnv(policy.name, env.name)));
  if (toEnvs.length > 0) return toEnvs;
  return namesOf(components).map((name) => ({
    name,
    type: 'apply-component',
    properties: { component: name },
  }));
}

function namesOf(all: readonly Json[]): string[] {
  return all.flatMap((one) => (isObject(one) && typeof one.name === 'string' ? [one.name] : []));
}

function deploy(name: string, policies: Json[]): Json {
  return { name, type: 'deploy', properties: { policies } };
}

function deployToEnv(policy: Json | undefined, env: Json | undefined): Json[] {
  if (typeof policy !== 'string' || typeof env !== 'string') return [];
  return [{ name: `deploy-${policy}-${env}`, type: 'deploy2env', properties: { policy, env } }];
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
