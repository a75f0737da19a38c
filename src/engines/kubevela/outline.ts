/** The steps of something that was not started yet, as far as the cluster's objects tell. */
import { z } from 'zod';
import type { OutlineStep } from '../../domain/outline.ts';
import type { Json } from '../../domain/run.ts';
import { Step, type SubStep } from './document/documents.ts';
import { titleOf } from './form/normal-form.ts';
import { oneLine } from './message.ts';

/** What is no step is left out: the cluster says what is wrong with it. */
export function stepsFrom(steps: readonly Json[]): Step[] {
  const read = z.array(Step).safeParse(steps);
  return read.success ? read.data : [];
}

export function outlineOf(steps: readonly Step[]): OutlineStep[] {
  return steps.flatMap((step) => [
    outlined(step, step.name, 0),
    ...step.subSteps.map((sub) => outlined(sub, `${step.name}/${sub.name}`, 1)),
  ]);
}

function outlined(step: Step | SubStep, path: string, depth: number): OutlineStep {
  return {
    path,
    title: titleOf(step.name, step),
    type: step.type,
    depth,
    ...(step.if === '' ? {} : { condition: oneLine(step.if) }),
    gate: gateOf(step),
  };
}

/** Definitions of other types may suspend too; only running them tells. */
function gateOf({ type, properties, inputs }: SubStep): OutlineStep['gate'] {
  const filled = (key: string): boolean =>
    inputs.some(({ parameterKey }) => parameterKey.replace(/^properties\./, '') === key);
  if (type === 'suspend') {
    const { duration } = properties;
    if (duration === undefined && !filled('duration')) return { kind: 'asks' };
    return { kind: 'timed', wait: typeof duration === 'string' ? duration : '…' };
  }
  return { kind: type === 'deploy' && (properties['auto'] === false || filled('auto')) ? 'asks' : 'none' };
}
