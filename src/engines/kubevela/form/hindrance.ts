import { errorLine } from '../message.ts';
import type { Subject } from './subject.ts';
import { timeOf } from './time-of.ts';

/**
 * What keeps the controller from going on, such as a template or a step's type that is not there. It says so in a condition, which stays when
 * that has passed: only until a step is executed again does it tell of now.
 */
export function hindranceOf({ progress, conditions }: Subject): string | undefined {
  if (progress === undefined || progress.finished) return undefined;
  const said = conditions.findLast(({ status, reason }) => status === 'False' && reason === 'ReconcileError');
  if (said === undefined || said.message === '') return undefined;
  const executed = progress.steps.map(({ lastExecuteTime }) => timeOf(lastExecuteTime) ?? 0);
  const isNewer = (timeOf(said.lastTransitionTime) ?? 0) > Math.max(0, ...executed);
  return isNewer || progress.status === 'initializing' ? errorLine(said.message) : undefined;
}
