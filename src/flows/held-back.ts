/** What keeps a deploy from starting that its initiator has the right to: a lock, a freeze, or what has to go well before. */
import type { AnswerData } from '../domain/answer.ts';
import { pairText } from '../domain/command-words.ts';
import type { App, Environment, Person } from '../domain/directory.ts';
import { type Freeze, freezesAt } from '../domain/freeze.ts';
import type { HoldCode } from '../domain/hold-code.ts';
import { HOLD_USAGE } from '../domain/hold-command.ts';
import type { Outcome } from '../domain/run-event.ts';
import type { Tx } from '../store/database.ts';
import { lockOf } from '../store/locks.ts';
import { endedPastRuns } from '../store/past-runs.ts';
import { latestRevisions } from '../store/revisions.ts';
import { endedRuns } from '../store/runs.ts';
import type { FlowContext } from './context.ts';
import { lockData, usageIn } from './lock.ts';
import { notAllowedIn } from './not-allowed-in.ts';
import { type Deploying, otherPlaces } from './other-places.ts';
import { momentFor } from './tell-person.ts';

/** A refusal. */
export type Held = { kind: 'say'; code: HoldCode; tone: 'bad'; data: AnswerData };

/** `rollback` goes back to what has been there: an environment before it has no say in that. `parameters` are texts by name. */
export type Start = {
  kind: 'deploy' | 'rollback';
  parameters: Readonly<Record<string, string>>;
  /** What the run would do, or did where it is run once more. */
  steps: readonly Deploying[];
  /** Ids of the environments that the program which asks is bound to. */
  within?: readonly string[] | undefined;
};

/** Among so many of the latest runs and revisions of the environment before, one with the same values is looked for. */
const LOOKED_AT = 200;

/**
 * Why nothing may start there now; undefined when it may. What its workflow deploys to beside counts like the environment itself, the right to it included; then `through` of the
 * data is the environment by whose workflow it is reached. The right to the environment itself is the caller's to ask.
 */
export async function heldBack(
  context: FlowContext,
  person: Person,
  app: App,
  environment: Environment,
  start: Start,
): Promise<Held | undefined> {
  const held = await heldIn(context, person, { app, environment, own: environment }, start);
  if (held !== undefined) return held;
  for (const other of otherPlaces(app, environment, start.steps)) {
    const place = { app, environment: other, own: environment };
    const refused =
      notAllowedBeyond(context, person, place, start) ?? (await heldIn(context, person, place, start));
    if (refused !== undefined) return through(refused, environment);
  }
  return undefined;
}

/** Where something would be deployed, by the workflow of `own`. */
type Reached = { app: App; environment: Environment; own: Environment };

/** Why a run may not deploy to another environment than its own; undefined when whoever starts it may. */
export function notAllowedBeyond(
  context: FlowContext,
  person: Person,
  { app, environment }: Pick<Reached, 'app' | 'environment'>,
  { kind, within }: Pick<Start, 'kind' | 'within'>,
): Held | undefined {
  const where = { app: app.id, environment: environment.id };
  if (within?.includes(environment.id) === false) return refusal('place.out-of-scope', where);
  const refused = notAllowedIn(context, person, kind, where);
  if (refused === undefined) return undefined;
  if (refused.code === 'place.not-allowed') return refusal(refused.code, refused.data);
  return refusal('place.unread', where);
}

/** The refusal with the environment by whose workflow the place is reached. */
export function through(held: Held, { id }: Environment): Held {
  return { ...held, data: { ...held.data, through: id } };
}

async function heldIn(
  context: FlowContext,
  person: Person,
  reached: Reached,
  { kind, parameters }: Start,
): Promise<Held | undefined> {
  const where = { app: reached.app.id, environment: reached.environment.id };
  const locked = await lockOf(context.tx, where);
  if (locked !== undefined) {
    const own = locked.owner === person.id;
    const usage = usageIn(own ? HOLD_USAGE.unlock : HOLD_USAGE.wait, where);
    return refusal(own ? 'lock.own' : 'lock.locked', { ...lockData(context, person, locked), usage });
  }
  const frozen = frozenFor(context, person, where, context.now);
  if (frozen !== undefined) return frozen;
  return kind === 'deploy' ? await outOfOrder(context, reached, parameters) : undefined;
}

/** Why a freeze keeps this person from deploying at `at`, in milliseconds since the epoch. Whether they are excepted may not be known now. */
export function frozenFor(
  { directory }: Pick<FlowContext, 'directory'>,
  person: Person,
  where: { app: string; environment: string },
  at: number,
): Held | undefined {
  for (const { freeze, until } of freezesAt(directory.freezes, where, at)) {
    if (directory.peopleOf(freeze.except).has(person.id)) continue;
    const data = {
      ...where,
      freeze: freezeName(freeze),
      until: momentFor(directory, person, until),
    };
    return refusal(directory.knows(freeze.except, person.id) ? 'freeze.holds' : 'freeze.unread', data);
  }
  return undefined;
}

async function outOfOrder(
  { tx }: FlowContext,
  { app, environment, own }: Reached,
  parameters: Readonly<Record<string, string>>,
): Promise<Held | undefined> {
  const { after } = environment;
  const before = app.environments.find(({ id }) => id === after?.environment);
  // A workflow that goes on from there has its own word for when: a run that ended before it could never be.
  if (after === undefined || before === undefined || before.id === own.id) return undefined;
  const sets = [before, own].map((one) => new Set(one.parameters.map(({ name }) => name)));
  const all = environment.parameters.map(({ name }) => name);
  const names = after.same ?? all.filter((name) => sets.every((known) => known.has(name)));
  const place = { engine: app.engine, workflow: before.workflow, app: app.id, environment: before.id };
  const ended = await endedThere(tx, place);
  const newest = ended.find((run) => names.every((name) => run.parameters[name] === parameters[name]));
  if (newest?.outcome === 'succeeded') return undefined;
  const pairs = names.flatMap((name) =>
    parameters[name] === undefined ? [] : [pairText(name, parameters[name])],
  );
  const usage = ['/deploy', app.id, before.id, ...pairs].join(' ');
  const data = {
    app: app.id,
    environment: environment.id,
    before: before.id,
    values: pairs.join(' ') || '–',
    usage,
  };
  return newest === undefined
    ? refusal('order.never', data)
    : refusal('order.bad-end', { ...data, run: newest.id, ended: newest.outcome });
}

/**
 * What has ended there, the newest first: runs, those that are not kept any more as far as something of them is, and those whose revision is all that is left.
 */
async function endedThere(
  tx: Tx,
  place: { engine: string; workflow: string; app: string; environment: string },
): Promise<{ id: number; parameters: Readonly<Record<string, string>>; outcome: Outcome }[]> {
  const runs = await endedRuns(tx, place, LOOKED_AT);
  const past = await endedPastRuns(tx, place, LOOKED_AT);
  const released = (await latestRevisions(tx, place, LOOKED_AT)).flatMap(({ run, workflow, parameters }) =>
    parameters === null || workflow !== place.workflow
      ? []
      : [{ id: run, parameters, outcome: 'succeeded' as const }],
  );
  return [...runs, ...past, ...released].sort((one, other) => other.id - one.id);
}

function refusal(code: HoldCode, data: AnswerData): Held {
  return { kind: 'say', code, tone: 'bad', data };
}

/** With its reason, where the operator gave one. */
export function freezeName({ id, reason }: Freeze): string {
  return reason === undefined ? id : `${id} (${reason})`;
}
