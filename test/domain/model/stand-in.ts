import type { Question, Vote } from '../../../src/domain/question-rights.ts';
import type { World } from '../../../src/domain/seats.ts';
import type { Core } from './core.ts';
import { changesOf, GROUPS, OPENED_AT, PEOPLE, type SmallWorld } from './small-world.ts';
import type { Cast, State } from './state.ts';

/** A small world as the code under test sees it. */
export type StandIn = {
  /** The ids of those who can act, found by their accounts. */
  actors: readonly string[];
  /** Who is who in each stage. */
  stages: readonly World[];
  questionOf(state: State): Question;
  /** Undefined when the votes belong to nobody, or two to the same person. */
  stateOf(question: Question, where: Pick<State, 'moment' | 'stage'>): State | undefined;
};

const PLATFORMS = ['slack', 'feishu'] as const;

export function createStandIn(core: Core, world: SmallWorld): StandIn {
  const accountsOf = (person: string): readonly { platform: string; id: string }[] =>
    PLATFORMS.slice(0, world.linked.includes(person) ? 2 : 1).map((platform) => ({
      platform,
      id: `U${person}`,
    }));
  const directory = core.createDirectory({
    language: 'en',
    apps: [],
    platforms: [],
    people: PEOPLE.map((id) => ({
      id,
      name: id,
      language: 'en',
      accounts: Object.fromEntries(accountsOf(id).map((account) => [account.platform, account.id])),
    })),
  });
  const idsOf = (person: string): readonly string[] =>
    accountsOf(person).flatMap((account) => directory.personOf(account)?.id ?? []);
  const actors = [...new Set(PEOPLE.flatMap(idsOf))];
  const stages = world.away.map((away) =>
    createWorld(world, actors, (name) =>
      GROUPS[name] === undefined ? [name] : GROUPS[name].filter((one) => !away.includes(one)).flatMap(idsOf),
    ),
  );
  const eras = [OPENED_AT, ...changesOf(world)];
  const [first = createWorld(world, [], () => [])] = stages;
  const { initiator, authors } = world;
  const policy = core.fixPolicy(world.policy, { initiator, authors }, first);

  return {
    actors,
    stages,
    questionOf: ({ votes, state }) => ({
      policy,
      openedAt: OPENED_AT,
      initiator,
      authors,
      state,
      votes: votes.flatMap((cast, person) => (cast === undefined ? [] : voteOf(cast, person, eras))),
    }),
    stateOf({ votes, state }, { moment, stage }) {
      const casts: (Cast | undefined)[] = PEOPLE.map(() => undefined);
      for (const { person, seat, verdict, level, at } of votes) {
        const [one, other] = [indexOf(person), indexOf(seat)];
        if (one === -1 || other === -1 || casts[one] !== undefined) return undefined;
        casts[one] = { seat: other, verdict, level, era: eras.findLastIndex((since) => since <= at) };
      }
      return { votes: casts, state, moment, stage };
    },
  };
}

function voteOf({ seat, verdict, level, era }: Cast, person: number, eras: readonly number[]): Vote {
  return { person: nameOf(person), seat: nameOf(seat), verdict, level, at: eras[era] ?? OPENED_AT };
}

/** Sets of people are made once: exploring asks for them a hundred million times. */
function createWorld(
  { delegations }: SmallWorld,
  actors: readonly string[],
  members: (name: string) => readonly string[],
): World {
  const bits = new Map(
    [...Object.keys(GROUPS), ...actors].map((name) => [
      name,
      members(name).reduce((sum, one) => sum | (1 << actors.indexOf(one)), 0),
    ]),
  );
  const sets = Array.from(
    { length: 1 << actors.length },
    (_, mask) => new Set(actors.filter((__, one) => (mask >> one) & 1)),
  );
  const nobody = new Set<string>();
  return {
    delegations,
    knows: () => true,
    peopleOf(list) {
      let mask = 0;
      for (const name of list) mask |= bits.get(name) ?? 0;
      return sets[mask] ?? nobody;
    },
  };
}

export function indexOf(person: string): number {
  return PEOPLE.findIndex((one) => one === person);
}

export function nameOf(person: number): string {
  return PEOPLE[person] ?? 'nobody';
}
