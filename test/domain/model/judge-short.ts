/**
 * What must be true when too few people are left: it is named in exactly those states from which approvals alone lead nowhere. No state is searched for that:
 * each is compared with those that one approval more makes of it.
 */
import { isEnough } from './judge.ts';
import type { Law } from './law.ts';
import type { State } from './state.ts';

/** `approved`: the states that one more approval leads to. */
export type Prospect = { state: State; short: boolean; approved: readonly number[] };

export function judgeShort(
  law: Law,
  prospects: ReadonlyMap<number, Prospect>,
): { what: string; state: State } | undefined {
  for (const { state, short, approved } of prospects.values()) {
    if (state.state !== 'open' || law.isOver[state.moment] === true) {
      if (short) return { what: 'too few people are named where nothing is asked', state };
      continue;
    }
    const next = approved.flatMap((code) => prospects.get(code) ?? []);
    const hopeful = next.some((one) => one.state.state === 'approved' || !one.short);
    if (short && hopeful) return { what: 'enough people are said to be too few', state };
    // A rejection may hold a seat that its voter could still use the other way.
    const rejected = state.votes.some((vote) => vote?.verdict === 'reject');
    const enough = law.levels > 0 && !short && !rejected && !isEnough(law, state);
    if (enough && !hopeful) return { what: 'nobody says that too few people are left', state };
  }
  return undefined;
}
