/** What a group comes to: getStepGroupStatus in pkg/tasks/builtin/step_group.go of kubevela/workflow. */
import { isFinal } from '../../../domain/run.ts';
import { tellLate } from '../../common/told.ts';
import type { RunDocument } from '../plan.ts';
import { finish } from './finish.ts';
import type { Node } from './graph.ts';
import { type Reason, type State, type StepState, stateOf } from './state.ts';

/** Of several reasons for which sub-steps failed, the first of these is the group's. KubeVela has no place in it for what a step was given. */
const WORST_FIRST: readonly Reason[] = [
  'FailedAfterRetries',
  'Timeout',
  'Action',
  'ProcessParameter',
  'Input',
  'Terminate',
];

/** Sets the group's phase by its sub-steps; it is over when all of them are. */
export function settleGroup(
  document: RunDocument,
  state: State,
  node: Node,
  step: StepState,
  now: number,
): void {
  const subs = node.subs.map((sub) => stateOf(state, sub));
  if (subs.some((sub) => sub === undefined || !isFinal(sub.phase))) {
    step.phase = subs.some((sub) => sub?.phase === 'suspended') ? 'suspended' : 'running';
    return;
  }
  if (step.late === true) {
    finish(document, node, step, 'failed', now, { reason: 'Timeout', ...tellLate(node.plan.timeoutMs) });
    return;
  }
  const failed = subs.flatMap((sub) => (sub === undefined ? [] : (failureIn(step, sub) ?? [])));
  if (failed.length > 0) {
    const reason = WORST_FIRST.find((one) => failed.includes(one)) ?? failed[0] ?? 'Action';
    finish(document, node, step, 'failed', now, { reason });
    return;
  }
  if (subs.every((sub) => sub?.phase === 'skipped'))
    finish(document, node, step, 'skipped', now, { reason: 'Skip' });
  else finish(document, node, step, 'succeeded', now, {});
}

/**
 * Why a sub-step makes its group fail; undefined when it does not. A group that was under way at a cancel failed by that, for KubeVela: what had
 * failed in it before counts the same, and what it did not come to as well. What failed in it since, tidying up, tells its own reason.
 */
function failureIn({ cancelledAt }: StepState, sub: StepState): Reason | undefined {
  if (
    cancelledAt !== undefined &&
    (sub.barred === true || (sub.phase === 'failed' && sub.startedAt < cancelledAt))
  )
    return 'Terminate';
  return sub.phase === 'failed' ? (sub.reason ?? 'Action') : undefined;
}
