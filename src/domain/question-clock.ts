import { expiresAt } from './question.ts';
import type { Question } from './question-rights.ts';

/** What the clock has done to a question so far. */
export type Passed = { reminders: number; escalated: boolean };

/** What the clock wants of an open question at a time: several at once after a pause. */
export type Due = { expired: boolean; escalate: boolean; remind: boolean };

export function dueAt(question: Question, passed: Passed, at: number): Due {
  return {
    expired: at >= expiresAt(question),
    escalate: !passed.escalated && at >= escalatesAt(question),
    remind: at >= remindsAt(question, passed),
  };
}

/** When the clock wants something of it next, in milliseconds since the epoch; undefined for never. */
export function nextWake(question: Question, passed: Passed): number | undefined {
  const next = Math.min(
    expiresAt(question),
    passed.escalated ? Number.POSITIVE_INFINITY : escalatesAt(question),
    remindsAt(question, passed),
  );
  return Number.isFinite(next) ? next : undefined;
}

/** When further people may approve; Infinity for never. */
export function escalatesAt({ policy, openedAt }: Question): number {
  return policy.escalation === undefined ? Number.POSITIVE_INFINITY : openedAt + policy.escalation.afterMs;
}

function remindsAt({ policy, openedAt }: Question, { reminders }: Passed): number {
  return policy.remindMs === undefined
    ? Number.POSITIVE_INFINITY
    : openedAt + policy.remindMs * (reminders + 1);
}

/** How many reminders are behind a time: those that a pause has swallowed are not made up for. */
export function remindersBy({ policy, openedAt }: Question, at: number): number {
  return policy.remindMs === undefined ? 0 : Math.floor((at - openedAt) / policy.remindMs);
}
