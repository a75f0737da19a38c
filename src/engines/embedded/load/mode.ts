import type { Mode } from '../plan.ts';
import { didYouMean } from './did-you-mean.ts';
import { fieldsOf, type Spot, textOf } from './spot.ts';

const MODES: readonly Mode[] = ['StepByStep', 'DAG'];

/** Objects that were exported from a cluster have `null` where nobody said anything. */
export function readMode(spot: Spot, key: string): Mode | undefined {
  if (spot.at(key).value === null) return undefined;
  const text = textOf(spot, key);
  if (text === undefined || text === '') return undefined;
  const mode = MODES.find((one) => one === text);
  if (mode === undefined)
    spot.at(key).complain(`mode "${text}" is neither StepByStep nor DAG${didYouMean(text, MODES)}`);
  return mode;
}

/** `mode: {steps, subSteps}` of a workflow; KubeVela's defaults where it says nothing (pkg/executor/workflow.go of kubevela/workflow). */
export function readModes(spot: Spot): { steps: Mode; subSteps: Mode } {
  const mode = spot.at('mode', '"mode"');
  if (mode.value !== null) fieldsOf(mode, ['steps', 'subSteps']);
  return { steps: readMode(mode, 'steps') ?? 'StepByStep', subSteps: readMode(mode, 'subSteps') ?? 'DAG' };
}
