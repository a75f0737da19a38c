/**
 * How much a change of a card matters when edits are few: people are asked or have just decided (`asking`), a run has ended (`end`), anything
 * else (`progress`).
 */
export type Urgency = 'progress' | 'end' | 'asking';

/** As rows keep it: the higher goes first. */
export const RANKS: Readonly<Record<Urgency, number>> = { progress: 0, end: 1, asking: 2 };

export function urgencyOf(rank: number): Urgency {
  return rank >= RANKS.asking ? 'asking' : rank === RANKS.end ? 'end' : 'progress';
}
