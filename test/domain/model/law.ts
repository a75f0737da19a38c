/**
 * What the policy of a small world says, read naively and apart from the code under test: every set is written out as the bits of a number,
 * and places are filled by trying everything.
 */
import type { Who } from '../../../src/domain/policy.ts';
import { changesOf, GROUPS, momentsOf, OPENED_AT, PEOPLE, type SmallWorld } from './small-world.ts';
import type { Cast, State } from './state.ts';

export type Law = {
  world: SmallWorld;
  moments: readonly number[];
  /** How many changes are over at a moment. */
  eraOf: readonly number[];
  /** Whether the end is reached at a moment. */
  isOver: readonly boolean[];
  /** Who must not approve, as they started the run or wrote the change. */
  own: number;
  /** Whether nobody may approve, because the initiator might be anybody. */
  blind: boolean;
  breakGlass: number;
  levels: number;
  /** In whose name somebody may act in an era, themselves included. */
  rights(person: number, era: number): number;
  /** Those whom the policy names for a verdict. */
  named(verdict: 'approve' | 'reject', era: number, stage: number): number;
  places(level: number): number;
  /** The most places of a level that these votes can fill. */
  most(votes: State['votes'], level: number, stage: number): number;
};

export function bitsOf(people: Iterable<string>): number {
  let bits = 0;
  for (const person of people) bits |= 1 << PEOPLE.findIndex((one) => one === person);
  return bits;
}

export function createLaw(world: SmallWorld): Law {
  const { policy, delegations, initiator, authors } = world;
  const moments = momentsOf(world);
  const changes = changesOf(world);
  const eras = [OPENED_AT, ...changes];
  const own = policy.selfApproval ? 0 : bitsOf(initiator === undefined ? authors : [initiator, ...authors]);
  const escalates = eras.map(
    (at) => policy.escalation !== undefined && at >= OPENED_AT + policy.escalation.afterMs,
  );
  const stages = world.away.map((_, stage) => stage);
  const members = (list: Who, stage: number): number =>
    bitsOf(
      list.flatMap((name) => GROUPS[name]?.filter((one) => !world.away[stage]?.includes(one)) ?? [name]),
    );
  /** The bits of a list in every era and stage; an empty list stays empty, whoever is escalated to. */
  const open = (list: Who): readonly (readonly number[])[] =>
    eras.map((_, era) =>
      stages.map((stage) =>
        list.length === 0
          ? 0
          : members(list, stage) | (escalates[era] ? members(policy.escalation?.to ?? [], stage) : 0),
      ),
    );
  const names = policy.levels.flat().flatMap(({ of }) => of);
  const approvers = open(names);
  const rejecters = policy.rejecters;
  const named = {
    approve: approvers,
    reject:
      rejecters === undefined ? approvers : eras.map(() => stages.map((stage) => members(rejecters, stage))),
  };
  const rights = eras.map((at) => {
    const table = PEOPLE.map((_, person) => 1 << person);
    const now = delegations.filter(({ since, until }) => since <= at && at < until);
    // As many rounds as there are people: no chain is longer.
    for (const _ of PEOPLE) {
      for (const { from, to } of now) {
        const [giver, taker] = [PEOPLE.indexOf(from as 'a'), PEOPLE.indexOf(to as 'a')];
        table[taker] = (table[taker] ?? 0) | (table[giver] ?? 0);
      }
    }
    return table;
  });
  const levels = policy.levels.map((level) => {
    const places = level.flatMap(({ count, of }) => {
      const everybody = bitsOf(PEOPLE.filter((_, one) => ((members(of, 0) & ~own) >> one) & 1));
      const size = count === 'all' ? Math.max(1, bitCount(everybody)) : count;
      return Array.from({ length: size }, () => open(of));
    });
    return places.length === 0 ? [open([])] : places;
  });

  function most(votes: State['votes'], level: number, stage: number, person = 0, taken = 0): number {
    const vote = votes[person];
    if (person === PEOPLE.length) return 0;
    let best = most(votes, level, stage, person + 1, taken);
    if (vote === undefined || vote.verdict !== 'approve' || vote.level !== level) return best;
    for (const [place, lists] of (levels[level] ?? []).entries()) {
      if ((taken >> place) & 1 || !counts(person, vote, lists[vote.era]?.[stage] ?? 0)) continue;
      best = Math.max(best, 1 + most(votes, level, stage, person + 1, taken | (1 << place)));
    }
    return best;
  }

  function counts(person: number, { seat, era }: Cast, list: number): boolean {
    const forbidden = own & ((1 << person) | (1 << seat));
    return forbidden === 0 && (((list & (rights[era]?.[person] ?? 0)) >> seat) & 1) === 1;
  }

  return {
    world,
    moments,
    eraOf: moments.map((at) => changes.filter((change) => change <= at).length),
    isOver: moments.map((at) => policy.expiresMs !== undefined && at >= OPENED_AT + policy.expiresMs),
    own,
    blind: initiator === undefined && !policy.selfApproval && policy.unknownInitiator === 'refuse',
    breakGlass: bitsOf(policy.breakGlass),
    levels: levels.length,
    rights: (person, era) => rights[era]?.[person] ?? 0,
    named: (verdict, era, stage) => named[verdict][era]?.[stage] ?? 0,
    places: (level) => levels[level]?.length ?? 0,
    most: (votes, level, stage) => most(votes, level, stage),
  };
}

function bitCount(bits: number): number {
  return PEOPLE.filter((_, one) => (bits >> one) & 1).length;
}
