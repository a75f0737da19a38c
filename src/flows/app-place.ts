import { type Answer, type AnswerCode, say } from '../domain/answer.ts';
import type { App, Environment, Person } from '../domain/directory.ts';
import type { RoleAction } from '../domain/permission.ts';
import type { FlowContext } from './context.ts';
import { named } from './people-names.ts';
import { permits } from './world.ts';

/** What is done in an environment. */
export type PlaceAction = Exclude<RoleAction, 'link'>;
type Action = Extract<PlaceAction, 'deploy' | 'rollback' | 'read'>;

const NOT_ALLOWED: Readonly<Record<Action, AnswerCode>> = {
  deploy: 'deploy.not-allowed',
  rollback: 'rollback.not-allowed',
  read: 'history.not-allowed',
};

/**
 * The environment that a command names, where this person may do `action` there; else what they are told, and on record unless they only wanted to
 * read. Nobody is told the names of what is not theirs.
 */
export function placeFor(
  context: FlowContext,
  person: Person,
  command: { kind: string; app: string; environment: string },
  action: Action,
): { app: App; environment: Environment } | { refusal: Answer } {
  const found = findPlace(context, person, command, action);
  if ('refusal' in found) return found;
  const { app, environment } = found;
  const where = { app: app.id, environment: environment.id };
  const permission = permits(context, person.id, { action, place: where });
  if (permission.allowed) return { app, environment };
  if (permission.because === 'unread') return { refusal: say('rights.unread', 'bad') };
  if (action !== 'read')
    context.audit.push({
      at: context.now,
      actor: person.id,
      action: 'command.refused',
      run: null,
      detail: { command: command.kind, ...where },
    });
  const who = named(context.directory, permission.who);
  return { refusal: say(NOT_ALLOWED[action], 'bad', { ...where, who }) };
}

/**
 * The environments of an app in which this person may do `action`, at least one. An app without any is to them as one that is not there.
 */
export function placesFor(
  context: Pick<FlowContext, 'directory'>,
  person: Person,
  name: string,
  action: PlaceAction,
): { app: App; environments: readonly Environment[] } | { refusal: Answer } {
  const app = context.directory.app(name);
  if (app === undefined) return { refusal: noApp(context, person, name, action) };
  const environments = permitted(context, person, app, action);
  if (environments.length > 0) return { app, environments };
  const says = app.environments.map(({ id }) =>
    permits(context, person.id, { action, place: { app: app.id, environment: id } }),
  );
  if (says.some((one) => !one.allowed && one.because === 'unread'))
    return { refusal: say('rights.unread', 'bad') };
  return { refusal: noApp(context, person, name, action) };
}

/** The environment that somebody typed, whatever they may do there; an unknown name is answered with those where they may do `action`. */
export function findPlace(
  context: Pick<FlowContext, 'directory'>,
  person: Person,
  command: { app: string; environment: string },
  action: PlaceAction,
): { app: App; environment: Environment } | { refusal: Answer } {
  const app = context.directory.app(command.app);
  if (app === undefined) return { refusal: noApp(context, person, command.app, action) };
  const environment = app.environments.find((one) => one.id === command.environment);
  if (environment === undefined) {
    const known = listed(permitted(context, person, app, action));
    const data = { app: app.id, environment: command.environment, known };
    return { refusal: say('deploy.no-environment', 'bad', data) };
  }
  return { app, environment };
}

function noApp(
  context: Pick<FlowContext, 'directory'>,
  person: Person,
  app: string,
  action: PlaceAction,
): Answer {
  const { apps } = context.directory;
  if (apps.length === 0) return say('deploy.no-apps', 'bad');
  const own = apps.filter((one) => permitted(context, person, one, action).length > 0);
  return say('deploy.no-app', 'bad', { app, known: listed(own) });
}

function permitted(
  context: Pick<FlowContext, 'directory'>,
  person: Person,
  { id: app, environments }: App,
  action: PlaceAction,
): readonly Environment[] {
  return environments.filter(
    ({ id }) => permits(context, person.id, { action, place: { app, environment: id } }).allowed,
  );
}

function listed(all: readonly { id: string }[]): string {
  return all.map(({ id }) => id).join(', ') || '–';
}
