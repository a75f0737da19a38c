import { isFinal, type RunSnapshot, type StepSnapshot } from '../../../domain/run.ts';
import type { Told } from '../../common/told.ts';

/** A run that the cluster does not go on with, although it was not over. `endedAt`: milliseconds since the epoch. */
export function endedForm(snapshot: RunSnapshot, told: Told, endedAt: number): RunSnapshot {
  const { held: _held, ...shown } = snapshot;
  return { ...shown, phase: 'terminated', ...told, steps: snapshot.steps.map(endedStep), gates: [], endedAt };
}

function endedStep(step: StepSnapshot): StepSnapshot {
  const children = step.children.map(endedStep);
  if (isFinal(step.phase)) return { ...step, children };
  return { ...step, phase: step.phase === 'pending' ? 'skipped' : 'terminated', children };
}
