/** What a run sets in its workflow: applied to the parsed file as data, never to its text. */
import type { Json } from '../../domain/run.ts';
import { type Problem, UserError } from '../../errors.ts';
import { problemData, type Told, tell } from '../common/told.ts';
import { isObject, type Path, parsePath, withValueAt } from './expressions/path.ts';
import { filledBy } from './load/filled.ts';
import { createSpot } from './load/spot.ts';
import { checkProperties, stepTypeNamed } from './load/step-types.ts';
import type { EmbeddedOptions } from './options.ts';
import type { Component, Plan, StepPlan } from './plan.ts';
import { graphOf } from './run/graph.ts';

export type Parameter = { sets: string; value: Json };

/** Why `sets` names no place in this workflow; undefined when it does. For checking a configuration before any run. */
export function parameterProblem(plan: Plan, sets: string): string | undefined {
  const place = placeOf(plan, sets);
  return 'problem' in place ? place.problem.message : undefined;
}

/**
 * The plan with the parameters set; `plan` stays as it is. Throws `UserError`: `engine.bad-parameter-path` with `path` and `problem`,
 * or `engine.bad-parameter-value` when a step cannot run with what it was given.
 */
export function withParameters(plan: Plan, parameters: readonly Parameter[], options: EmbeddedOptions): Plan {
  if (parameters.length === 0) return plan;
  let result = plan;
  const touched = new Set<string>();
  for (const { sets, value } of parameters) {
    const place = placeOf(result, sets);
    const set = 'problem' in place ? place : place.set(value);
    if ('problem' in set) {
      throw new UserError('engine.bad-parameter-path', {
        workflow: plan.workflow,
        path: sets,
        ...problemData(set.problem),
      });
    }
    result = set.plan;
    if ('step' in place && place.step !== undefined) touched.add(place.step);
  }
  for (const { plan: step } of graphOf(result).nodes.values())
    if (touched.has(step.name)) recheck(result, step, options);
  return result;
}

type Place = { step?: string; set(value: Json): { plan: Plan } | { problem: Told } } | { problem: Told };

function placeOf(plan: Plan, sets: string): Place {
  const path = parsePath(sets);
  if ('problem' in path) return path;
  const [root, name, part, ...rest] = path;
  if (root === 'context') {
    if (typeof name !== 'string') return { problem: tell('context-name', { text: sets }) };
    return {
      set(value) {
        const set = withValueAt(plan.context, path.slice(1), value);
        return 'problem' in set ? set : { plan: { ...plan, context: isObject(set.root) ? set.root : {} } };
      },
    };
  }
  if (root !== 'components' && root !== 'steps') {
    return { problem: tell('root-wrong', { text: sets }) };
  }
  if (part !== 'properties' || rest.length === 0) {
    return { problem: tell('properties-wanted', { text: sets, place: `${root}.${String(name)}` }) };
  }
  if (root === 'components') return inComponent(plan, String(name), rest);
  return inStep(plan, String(name), rest);
}

function inComponent(plan: Plan, name: string, path: Path): Place {
  const i = plan.components.findIndex((component) => component.name === name);
  const component = plan.components[i];
  if (component === undefined) {
    const known = plan.components.map((one) => one.name);
    return { problem: missing('component', plan, name, known) };
  }
  return {
    set(value) {
      const set = withValueAt(component.properties, path, value);
      if ('problem' in set) return set;
      const changed: Component = { ...component, properties: isObject(set.root) ? set.root : {} };
      return { plan: { ...plan, components: plan.components.with(i, changed) } };
    },
  };
}

function inStep(plan: Plan, name: string, path: Path): Place {
  const { nodes } = graphOf(plan);
  const step = nodes.get(name)?.plan;
  if (step === undefined) {
    return { problem: missing('step', plan, name, [...nodes.keys()]) };
  }
  const type = stepTypeNamed(step.type);
  const first = String(path[0]);
  if ('properties' in type && !type.properties.includes(first)) {
    const known = type.properties.join(', ');
    return { problem: tell('no-property', { name, type: step.type, property: first, known }) };
  }
  return {
    step: name,
    set(value) {
      const set = withValueAt(step.properties, path, value);
      if ('problem' in set) return set;
      const changed: StepPlan = { ...step, properties: isObject(set.root) ? set.root : {} };
      return { plan: { ...plan, steps: withStep(plan.steps, changed) } };
    },
  };
}

function withStep(steps: readonly StepPlan[], changed: StepPlan): StepPlan[] {
  return steps.map((step) => {
    if (step.name === changed.name) return changed;
    return step.subSteps === undefined ? step : { ...step, subSteps: withStep(step.subSteps, changed) };
  });
}

function missing(
  what: 'component' | 'step',
  { workflow }: Plan,
  name: string,
  known: readonly string[],
): Told {
  return known.length === 0
    ? tell(`no-${what}s`, { workflow, name })
    : tell(`no-${what}`, { workflow, name, known: known.join(', ') });
}

/** A value can make a step that was right when it was loaded wrong: an address that is none, a component that is not there. */
function recheck(plan: Plan, step: StepPlan, options: EmbeddedOptions): void {
  const type = stepTypeNamed(step.type);
  if ('problem' in type) return;
  const problems: Problem[] = [];
  const place = (path: Path): string => ['steps', step.name, 'properties', ...path].join('.');
  const spot = createSpot(
    { value: step.properties, place, keyPlace: place },
    problems,
    `step "${step.name}"`,
  );
  checkProperties(type, spot, {
    options,
    components: plan.components,
    policies: plan.policies,
    namespace: plan.namespace,
    filled: filledBy(step.inputs),
  });
  const [first] = problems;
  if (first !== undefined) {
    throw new UserError('engine.bad-parameter-value', {
      workflow: plan.workflow,
      path: first.path,
      problem: first.message,
    });
  }
}
