import type { StepDetails } from '../../../domain/run.ts';
import type { Component, RunDocument, StepPlan } from '../plan.ts';
import { componentsOf } from './components-of.ts';

/** What a step deploys, as the plan says it; undefined for a step that deploys nothing, or where an input says it only when the step starts. */
export function detailsOf({ plan, app, environment }: RunDocument, step: StepPlan): StepDetails | undefined {
  switch (step.type) {
    case 'apply-component': {
      const { component: name } = step.properties;
      if (step.inputs?.some(({ key }) => key?.[0] === 'component') === true) return undefined;
      const component = plan.components.find((one) => one.name === name);
      return (
        component && { deploys: { environment, service: component.name, modules: modulesOf([component]) } }
      );
    }
    case 'deploy':
    case 'deploy2env': {
      if (step.inputs?.some(({ key }) => key?.[0] === 'env' || key?.[0] === 'policy') === true)
        return undefined;
      const parts = componentsOf(plan, step.type, step.properties);
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

function modulesOf(components: readonly Component[]): { name: string; image: string }[] {
  return components.flatMap(({ name, properties: { image } }) =>
    typeof image === 'string' && image !== '' ? [{ name, image }] : [],
  );
}
