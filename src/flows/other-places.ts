/** Environments that a run deploys to beside its own: what holds there holds it too. */
import type { App, Environment } from '../domain/directory.ts';
import type { Outline } from '../domain/outline.ts';

/** A step that may go to other environments than that of its run, or what lies in it may. */
export type Deploying = { deploysTo?: readonly string[]; children?: readonly Deploying[] };

/**
 * In the order of the configuration, each once. A name that is no environment of the app is the workflow's alone: nothing is known here that could
 * hold it.
 */
export function otherPlaces(
  app: App,
  own: Pick<Environment, 'id'>,
  steps: readonly Deploying[],
): readonly Environment[] {
  const names = new Set(namesIn(steps));
  return app.environments.filter(({ id }) => id !== own.id && names.has(id));
}

function namesIn(steps: readonly Deploying[]): string[] {
  return steps.flatMap(({ deploysTo = [], children = [] }) => [...deploysTo, ...namesIn(children)]);
}

/** None where its engine tells them only by running it, or would not run it at all. */
export function stepsOf(outline: Outline | undefined): readonly Deploying[] {
  return outline !== undefined && 'steps' in outline ? outline.steps : [];
}
