/** What must be true of the named next steps: each works when it is taken, and whoever can move the question is named. */
import type { NextStep } from '../../../src/domain/question-next.ts';
import { type Act, isEnough, openLevel } from './judge.ts';
import { bitsOf, type Law } from './law.ts';
import { OPENED_AT } from './small-world.ts';
import type { State } from './state.ts';

type ByKind = { [Kind in NextStep['kind']]?: Extract<NextStep, { kind: Kind }> };

/** `moved`: who moved the question by what, when everybody tried everything. */
export function judgeSteps(
  law: Law,
  state: State,
  steps: readonly NextStep[],
  moved: ReadonlyMap<Act['kind'], readonly number[]>,
): string | undefined {
  if (state.state !== 'open') return steps.length === 0 ? undefined : 'a settled question has next steps';
  const named: ByKind = Object.fromEntries(steps.map((step) => [step.kind, step]));
  if (named.cancel === undefined) return 'stuck without a named next step';
  for (const kind of ['approve', 'reject', 'revoke', 'break-glass'] as const) {
    const movers = (moved.get(kind) ?? []).reduce((bits, person) => bits | (1 << person), 0);
    if (bitsOf(named[kind]?.people ?? []) !== movers) return `the wrong people are named for ${kind}`;
  }
  return judgeVotesLeft(law, state, named) ?? judgeTimes(law, state, named);
}

function judgeVotesLeft(law: Law, { votes, stage }: State, { approve, reject }: ByKind): string | undefined {
  if (approve !== undefined) {
    const level = openLevel(law, votes, stage);
    const missing = approve.missing.reduce((sum, { count }) => sum + count, 0);
    if (approve.level !== level) return 'the wrong level is named';
    if (missing !== law.places(level) - law.most(votes, level, stage)) return 'wrong places are named';
  }
  if (reject === undefined) return undefined;
  const rejections = votes.filter((vote) => vote?.verdict === 'reject').length;
  return reject.missing === law.world.policy.rejections - rejections
    ? undefined
    : 'wrong rejections are named';
}

function judgeTimes(law: Law, state: State, { settle, escalate, expire }: ByKind): string | undefined {
  const { policy } = law.world;
  const now = law.moments[state.moment] ?? 0;
  const end = policy.expiresMs === undefined ? undefined : OPENED_AT + policy.expiresMs;
  if (expire?.at !== end) return 'the wrong end is named';
  if (end !== undefined && now >= end && (settle ?? escalate) !== undefined)
    return 'something is named after the end';
  if ((settle !== undefined) !== (isEnough(law, state) && !law.isOver[state.moment]))
    return 'settling is named wrongly';
  const due = policy.escalation === undefined ? undefined : OPENED_AT + policy.escalation.afterMs;
  const waits = due !== undefined && now < due && (end === undefined || due < end);
  const names = policy.levels.flat().some(({ of }) => of.length > 0);
  return escalate?.at === (waits && names ? due : undefined) ? undefined : 'escalation is named wrongly';
}
