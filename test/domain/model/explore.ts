import type { QuestionDeed } from '../../../src/domain/question.ts';
import type { Question } from '../../../src/domain/question-rights.ts';
import type { World } from '../../../src/domain/seats.ts';
import type { Core } from './core.ts';
import { type Act, judge } from './judge.ts';
import { judgeShort, type Prospect } from './judge-short.ts';
import { judgeSteps } from './judge-steps.ts';
import { createLaw, type Law } from './law.ts';
import { PEOPLE, type SmallWorld } from './small-world.ts';
import { createStandIn, indexOf, type StandIn } from './stand-in.ts';
import { pack, type State, unpack } from './state.ts';

export type Explored = {
  states: number;
  /** Deeds that were put to `advance`. */
  deeds: number;
  violation?: { what: string; world: SmallWorld; state: State; act?: Act };
};

const KINDS = ['approve', 'reject', 'revoke', 'break-glass'] as const;

/**
 * Everything that can happen to one question, breadth first and in every order: each person's deeds, ticks, time that goes on to the next
 * moment, and people who leave and come back. Stops at the first violation.
 */
export function explore(core: Core, world: SmallWorld): Explored {
  const law = createLaw(world);
  const standIn = createStandIn(core, world);
  const start: State = { votes: PEOPLE.map(() => undefined), state: 'open', moment: 0, stage: 0 };
  const first = pack(start);
  const seen = new Set([first]);
  const queue = [first];
  const prospects = new Map<number, Prospect>();
  let deeds = 0;

  for (const code of queue) {
    const state = unpack(code);
    const question = standIn.questionOf(state);
    const moved = new Map<Act['kind'], number[]>();
    const approved: number[] = [];
    for (const act of actsOf(standIn)) {
      deeds++;
      const { after, denied, strange } = perform(core, standIn, law, question, state, act);
      const what = strange ?? judge(law, state, act, after, denied);
      if (what !== undefined) return { states: seen.size, deeds, violation: { what, world, state, act } };
      if (after === undefined) continue;
      if (act.kind !== 'tick') moved.set(act.kind, [...(moved.get(act.kind) ?? []), act.person]);
      visit(after);
      if (act.kind === 'approve') approved.push(pack(after));
    }
    const steps = core.nextSteps(question, law.moments[state.moment] ?? 0, worldAt(standIn, state));
    const what = judgeSteps(law, state, steps, moved);
    if (what !== undefined) return { states: seen.size, deeds, violation: { what, world, state } };
    const short = steps.some(({ kind }) => kind === 'short');
    prospects.set(code, { state, short, approved });
    if (state.state !== 'open') continue;
    if (state.moment + 1 < law.moments.length) visit({ ...state, moment: state.moment + 1 });
    if (state.stage + 1 < world.away.length) visit({ ...state, stage: state.stage + 1 });
  }
  const violation = judgeShort(law, prospects);
  if (violation !== undefined) return { states: seen.size, deeds, violation: { ...violation, world } };
  return { states: seen.size, deeds };

  function visit(state: State): void {
    const code = pack(state);
    if (seen.has(code)) return;
    seen.add(code);
    queue.push(code);
  }
}

type Deed = Act & { actor?: string };

function actsOf({ actors }: StandIn): readonly Deed[] {
  const acts = actors.flatMap((actor) => KINDS.map((kind) => ({ kind, person: indexOf(actor), actor })));
  return [...acts, { kind: 'tick' }];
}

function perform(
  core: Core,
  standIn: StandIn,
  law: Law,
  question: Question,
  state: State,
  act: Deed,
): { after: State | undefined; denied: boolean; strange?: string } {
  const deed = deedOf(act, law.moments[state.moment] ?? 0);
  const advance = core.advance(question, deed, worldAt(standIn, state));
  if (!advance.moved) return { after: undefined, denied: advance.because === 'denied' };
  const after = standIn.stateOf(advance.question, state);
  return after === undefined
    ? { after, denied: false, strange: 'one person has two votes, or a stranger has one' }
    : { after, denied: false };
}

function deedOf(act: Deed, at: number): QuestionDeed {
  if (act.kind === 'tick') return { kind: 'tick', at };
  const person = act.actor ?? '';
  if (act.kind === 'approve' || act.kind === 'reject') return { kind: 'vote', person, verdict: act.kind, at };
  return { kind: act.kind, person, at };
}

function worldAt({ stages }: StandIn, { stage }: State): World {
  const world = stages[stage];
  if (world === undefined) throw new Error('A stage is missing');
  return world;
}
