/** The small worlds that are explored: each policy in all circumstances, so that every pair of choices meets in some world. */
import { type Delegation, type Level, NOBODY, type Policy } from '../../../src/domain/policy.ts';
import { changesOf, OPENED_AT, type SmallWorld } from './small-world.ts';

const LEVELS: Readonly<Record<string, readonly Level[]>> = {
  'no level': [],
  'an empty list': [[{ count: 1, of: [] }]],
  'a level without places': [[{ count: 1, of: ['sre'] }], []],
  'a list and an empty one': [
    [
      { count: 1, of: ['sre'] },
      { count: 1, of: [] },
    ],
  ],
  'an empty group': [[{ count: 1, of: ['void'] }]],
  'all of an empty group': [[{ count: 'all', of: ['void'] }]],
  'any of a group': [[{ count: 1, of: ['sre'] }]],
  'all of a group': [[{ count: 'all', of: ['sre'] }]],
  'two of three': [[{ count: 2, of: ['sre'] }]],
  'one of each group': [
    [
      { count: 1, of: ['sre'] },
      { count: 1, of: ['dba'] },
    ],
  ],
  'two levels': [[{ count: 1, of: ['sre'] }], [{ count: 1, of: ['dba'] }]],
  'two people, then one': [[{ count: 2, of: ['sre'] }], [{ count: 1, of: ['dba', 'a'] }]],
  'four places': [
    [
      { count: 2, of: ['sre', 'd'] },
      { count: 2, of: ['dba', 'leads'] },
    ],
  ],
  'two and two': [
    [{ count: 2, of: ['a', 'b', 'd'] }],
    [
      { count: 1, of: ['sre'] },
      { count: 1, of: ['leads'] },
    ],
  ],
};

type Origin = Pick<SmallWorld, 'initiator' | 'authors'> & Partial<Policy>;

const ORIGINS: readonly Origin[] = [
  { initiator: 'a', authors: [] },
  { initiator: 'e', authors: ['b'] },
  { initiator: 'a', authors: ['c'], selfApproval: true },
  { initiator: undefined, authors: ['c'] },
  { initiator: undefined, authors: [], unknownInitiator: 'allow' },
  { initiator: 'somebody', authors: [] },
];

const TIMES: readonly Partial<Policy>[] = [
  {},
  { expiresMs: 1000 },
  { expiresMs: 1000, escalation: { afterMs: 500, to: ['e'] }, expired: 'cancel' },
  { expiresMs: 1000, escalation: { afterMs: 1000, to: ['leads'] } },
  { escalation: { afterMs: 500, to: ['leads'] } },
];

const always = { since: 0, until: Number.MAX_SAFE_INTEGER };

const DELEGATIONS: readonly (readonly Delegation[])[] = [
  [],
  [{ from: 'b', to: 'd', since: 0, until: OPENED_AT + 300 }],
  [
    { from: 'a', to: 'b', ...always },
    { from: 'b', to: 'c', ...always },
    { from: 'c', to: 'a', ...always },
  ],
  [
    { from: 'c', to: 'd', ...always },
    { from: 'd', to: 'e', since: OPENED_AT + 300, until: Number.MAX_SAFE_INTEGER },
  ],
  [{ from: 'a', to: 'e', ...always }],
];

const AWAY: readonly SmallWorld['away'][] = [[[]], [[], ['c']], [[], ['b'], []], [['a'], []]];

const REJECTIONS: readonly Partial<Policy>[] = [
  { rejections: 1 },
  { rejections: 2, rejecters: ['leads', 'b'] },
  { rejections: 1, rejecters: [], breakGlass: ['e'] },
  { rejections: 2, breakGlass: ['a', 'd'] },
];

const LINKED: readonly (readonly string[])[] = [['a', 'c'], ['b'], ['d', 'e']];

const CHOICES = [Object.keys(LEVELS), ORIGINS, TIMES, DELEGATIONS, AWAY, REJECTIONS, LINKED] as const;

const COMBINATIONS = CHOICES.reduce((product, { length }) => product * length, 1);

/** From one combination to the next: far away (the golden section), and without a common divisor, so that none comes twice. */
const STRIDE = 62_297;

/** The first so many small worlds: no two are the same, and neighbours have little in common. */
export function* smallWorlds(count: number): Generator<SmallWorld> {
  const seen = new Set<string>();
  for (let number = 0; seen.size < count; number++) {
    const world = worldOf((number * STRIDE) % COMBINATIONS);
    if (world === undefined) continue;
    // Second accounts change nothing that is counted as a state.
    const key = JSON.stringify({ ...world, linked: undefined });
    if (seen.has(key)) continue;
    seen.add(key);
    yield world;
  }
}

/** One combination of choices. Undefined where more changes meet than the state has room for. */
function worldOf(number: number): SmallWorld | undefined {
  let rest = number;
  const choose = <T>(choices: readonly T[]): T => {
    const choice = choices[rest % choices.length];
    rest = Math.floor(rest / choices.length);
    if (choice === undefined) throw new Error('There is nothing to choose from');
    return choice;
  };
  const [id, levels] = choose(Object.entries(LEVELS));
  const { initiator, authors, ...self } = choose(ORIGINS);
  const times = choose(TIMES);
  const delegations = choose(DELEGATIONS);
  const away = choose(AWAY);
  const rejections = choose(REJECTIONS);
  const linked = choose(LINKED);
  const policy: Policy = { ...NOBODY, ...self, ...times, ...rejections, id, levels };
  const world = { policy, initiator, authors, delegations, away, linked };
  return changesOf(world).length > 3 ? undefined : world;
}
