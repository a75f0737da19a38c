import type { Directory, Language, Person } from '../domain/directory.ts';
import { authorise, ROLE_ACTIONS, type RoleAction } from '../domain/permission.ts';
import { policyFor } from '../domain/policy-rules.ts';
import { fixPolicy } from '../domain/question.ts';
import type { World } from '../domain/seats.ts';
import { couldApprove, explainDeeds, type Moment } from './explain-deeds.ts';
import { levelsText } from './explain-question.ts';
import { explained } from './explain-words.ts';
import { joined } from './joined.ts';

/** An environment of an app before anything runs there. `gates` are paths of steps; undefined when only the engine knows them. */
export type PlaceToExplain = {
  app: string;
  environment: string;
  workflow: string;
  gates: readonly string[] | undefined;
};

/** Stands for whoever else starts a run; no person has an empty name. */
const SOMEBODY_ELSE = '';

/** What somebody may do in an environment and by which role, and the policy of each gate there. One sentence a line. */
export function explainPlace(
  place: PlaceToExplain,
  person: Person,
  now: { at: number; world: World; directory: Directory; language: Language },
): string[] {
  const { language } = now;
  const gates = place.gates ?? [explained('unknownGates', language)];
  const { app, environment, workflow } = place;
  return [
    explained('place', language, { name: person.name, app, environment, workflow }),
    ...rightLines(place, person, now),
    ...(gates.length === 0 ? [explained('noGates', language)] : []),
    ...gates.flatMap((gate) => gateLines(place, gate, person, now)),
  ];
}

type Now = Omit<Moment, 'question'>;

function rightLines({ app, environment }: PlaceToExplain, person: Person, now: Now): string[] {
  const { directory, world, language } = now;
  const { name } = person;
  // Rights that come from the same roles stand in one sentence.
  const byRoles = new Map<string, RoleAction[]>();
  const missing: RoleAction[] = [];
  for (const action of ROLE_ACTIONS) {
    const request = action === 'link' ? { action } : { action, place: { app, environment } };
    const granting = directory.roles.filter((role) => authorise(person.id, request, [role], world).allowed);
    const roles = joined([...new Set(granting.map(({ id }) => id))], language);
    if (granting.length === 0) missing.push(action);
    else byRoles.set(roles, [...(byRoles.get(roles) ?? []), action]);
  }
  return [
    ...[...byRoles].map(([roles, rights]) =>
      explained('right', language, { name, roles, rights: rights.join(' ') }),
    ),
    ...(missing.length === 0 ? [] : [explained('notRights', language, { name, rights: missing.join(' ') })]),
  ];
}

/** What would be if a question opened now, put to `advance` as if somebody else had started the run. */
function gateLines(place: PlaceToExplain, gate: string, person: Person, now: Now): string[] {
  const { language, at, world } = now;
  const policy = policyFor(now.directory.policies, { ...place, path: place.gates === undefined ? '' : gate });
  if (policy.levels.length === 0 && policy.rejecters === undefined && policy.breakGlass.length === 0)
    return [explained('noPolicy', language, { gate })];
  const run = { initiator: SOMEBODY_ELSE, authors: [] };
  const question = {
    ...run,
    policy: fixPolicy(policy, run, world),
    openedAt: at,
    state: 'open',
    votes: [],
  } as const;
  const moment: Moment = { ...now, question };
  const own = couldApprove(moment, person) && !policy.selfApproval;
  return [
    explained('gate', language, { gate, policy: policy.id, list: levelsText(moment, policy.levels) }),
    ...[explained('othersRun', language), ...explainDeeds(moment, person)].map((line) => `  ${line}`),
    ...(own ? [`  ${explained('notOwn', language, { name: person.name })}`] : []),
  ];
}
