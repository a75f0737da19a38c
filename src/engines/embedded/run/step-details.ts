import type { StepDetails } from '../../../domain/run.ts';
import { partsOf } from '../parts.ts';
import type { Component, RunDocument, StepPlan } from '../plan.ts';

/** What a step deploys, as the plan says it; undefined for a step that deploys nothing, or where an input says it only when the step starts. */
export function detailsOf({ plan, app, environment }: RunDocument, step: StepPlan): StepDetails | undefined {
  switch (step.type) {
    case 'apply-component':
    case 'deploy':
    case 'deploy2env': {
      if (isToldLater(step)) return undefined;
      const deployed = partsOf(plan, step.type, step.properties);
      if ('problem' in deployed) return undefined;
      const parts = [...new Set(deployed.parts.map(({ component }) => component))];
      const [first, ...others] = parts;
      if (first === undefined) return undefined;
      // The parts of an application that are deployed together are one service.
      const service = others.length === 0 ? first.name : app;
      const { env } = step.properties;
      const where = step.type === 'deploy2env' && typeof env === 'string' ? env : environment;
      return { deploys: { environment: where, service, modules: modulesOf(parts) } };
    }
    default:
      return undefined;
  }
}

/** The properties that say what is deployed, of which an input may give one when the step begins. */
const TELLING = ['component', 'policies', 'env', 'policy'];

export function isToldLater({ inputs = [] }: StepPlan): boolean {
  return inputs.some(({ key }) => TELLING.includes(String(key?.[0])));
}

function modulesOf(components: readonly Component[]): { name: string; image: string }[] {
  return components.flatMap(({ name, properties: { image } }) =>
    typeof image === 'string' && image !== '' ? [{ name, image }] : [],
  );
}
