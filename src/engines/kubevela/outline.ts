/** The steps of something that was not started yet, as far as the cluster's objects tell. */
import { z } from 'zod';
import type { OutlineStep } from '../../domain/outline.ts';
import type { Json } from '../../domain/run.ts';
import { oneLine } from '../common/one-line.ts';
import { type ApplicationSpec, Step, type SubStep } from './document/documents.ts';
import { deploysTo } from './form/deploys-to.ts';
import { isFilled } from './form/filled.ts';
import { titleOf } from './form/normal-form.ts';

/** What is no step is left out: the cluster says what is wrong with it. */
export function stepsFrom(steps: readonly Json[]): Step[] {
  const read = z.array(Step).safeParse(steps);
  return read.success ? read.data : [];
}

/** `policies`: of an Application. */
export function outlineOf(steps: readonly Step[], policies: ApplicationSpec['policies'] = []): OutlineStep[] {
  return steps.flatMap((step) => [
    outlined(step, step.name, 0, policies),
    ...step.subSteps.map((sub) => outlined(sub, `${step.name}/${sub.name}`, 1, policies)),
  ]);
}

function outlined(
  step: Step | SubStep,
  path: string,
  depth: number,
  policies: ApplicationSpec['policies'],
): OutlineStep {
  const places = deploysTo(policies, step);
  return {
    path,
    title: titleOf(step.name, step),
    type: step.type,
    depth,
    ...(step.if === '' ? {} : { condition: oneLine(step.if) }),
    gate: gateOf(step),
    ...(places.length === 0 ? {} : { deploysTo: places }),
  };
}

/** Definitions of other types may suspend too; only running them tells. */
function gateOf(step: SubStep): OutlineStep['gate'] {
  const { type, properties } = step;
  if (type === 'suspend') {
    const { duration } = properties;
    if (duration === undefined && !isFilled(step, 'duration')) return { kind: 'asks' };
    return { kind: 'timed', wait: typeof duration === 'string' ? duration : '…' };
  }
  return {
    kind: type === 'deploy' && (properties['auto'] === false || isFilled(step, 'auto')) ? 'asks' : 'none',
  };
}
