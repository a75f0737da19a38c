import { createHash } from 'node:crypto';
import { type Answer, say, sayQuietly } from '../domain/answer.ts';
import type { Command } from '../domain/command.ts';
import { USAGE } from '../domain/command.ts';
import type { App, Environment, Parameter, Person } from '../domain/directory.ts';
import type { Event } from '../domain/event.ts';
import { isFromApi } from '../domain/platform-ability.ts';
import type { Json } from '../domain/run.ts';
import { insertCall } from '../store/engine-calls.ts';
import { insertRun, runByKey } from '../store/runs.ts';
import type { FlowContext } from './context.ts';
import { named } from './people-names.ts';
import { postRun } from './run-posts.ts';
import { tellRoutes } from './tell-routes.ts';
import { permits } from './world.ts';

/** Longest value of a parameter, in characters: it also bounds what a pattern has to look at. */
const VALUE_MAX = 256;

/** A person starts a run: the run, its cards and the question to the engine are owed together. */
export async function deploy(
  context: FlowContext,
  person: Person,
  event: Event,
  command: Extract<Command, { kind: 'deploy' }>,
  inbox: number,
): Promise<Answer> {
  const { directory } = context;
  const app = directory.app(command.app);
  if (directory.apps.length === 0) return say('deploy.no-apps', 'bad');
  if (app === undefined) {
    const own = directory.apps.filter((one) => deployable(context, person, one).length > 0);
    return say('deploy.no-app', 'bad', { app: command.app, known: listed(own) });
  }
  const environment = app.environments.find((one) => one.id === command.environment);
  if (environment === undefined) {
    const known = listed(deployable(context, person, app));
    return say('deploy.no-environment', 'bad', { app: app.id, environment: command.environment, known });
  }
  const where = { app: app.id, environment: environment.id };
  const permission = permits(context, person.id, { action: 'deploy', place: where });
  if (!permission.allowed) {
    if (permission.because === 'unread') return say('rights.unread', 'bad');
    context.audit.push({
      at: context.now,
      actor: person.id,
      action: 'command.refused',
      run: null,
      detail: { command: 'deploy', ...where },
    });
    return say('deploy.not-allowed', 'bad', { ...where, who: named(directory, permission.who) });
  }
  const values = readParameters(app, environment, command.parameters);
  if ('refusal' in values) return values.refusal;
  return await startRun(context, person, event, app, environment, values.given, inbox);
}

/** The environments of an app that are this person's to deploy to: nobody is told the names of others. */
function deployable(context: FlowContext, person: Person, app: App): readonly Environment[] {
  return app.environments.filter(
    ({ id }) =>
      permits(context, person.id, { action: 'deploy', place: { app: app.id, environment: id } }).allowed,
  );
}

function listed(named: readonly { id: string }[]): string {
  return named.map(({ id }) => id).join(', ') || '–';
}

type Given = readonly { parameter: Parameter; text: string; value: Json }[];

async function startRun(
  context: FlowContext,
  person: Person,
  event: Event,
  app: App,
  environment: Environment,
  given: Given,
  inbox: number,
): Promise<Answer> {
  const { tx, now } = context;
  const key = runKey(event);
  // The inbox tells repetitions for a week; a run stays for ever, and with it what a program named it by.
  const before = await runByKey(tx, key);
  if (before !== undefined) return say('deploy.key-used', 'bad', { run: before.id });
  const parameters = Object.fromEntries(given.map(({ parameter, text }) => [parameter.name, text]));
  const run = {
    engine: app.engine,
    key,
    app: app.id,
    environment: environment.id,
    workflow: environment.workflow,
    initiator: person.id,
    initiatorName: person.name,
  };
  const id = await insertRun(tx, { ...run, ref: null, parameters, inbox, phase: 'pending', createdAt: now });
  await postRun(context, { id, key }, environment, isFromApi(event.room) ? undefined : event.room);
  await tellRoutes(context, { ...run, id, snapshot: null }, () => [{ type: 'created', at: now }]);
  await insertCall(tx, {
    engine: app.engine,
    run: id,
    approval: null,
    key,
    payload: {
      kind: 'run',
      workflow: environment.workflow,
      app: app.id,
      environment: environment.id,
      parameters: given.map(({ parameter, value }) => ({ sets: parameter.sets, value })),
      initiator: { name: person.name },
    },
    createdAt: now,
  });
  context.audit.push({
    at: now,
    actor: person.id,
    action: 'run.requested',
    run: id,
    detail: { app: app.id, environment: environment.id, workflow: environment.workflow, parameters },
  });
  return sayQuietly('deploy.started', { run: id, app: app.id, environment: environment.id });
}

/** The same event always names the same run. Lower case, digits and hyphens, 23 characters: it may become the name of an object at the engine. */
export function runKey(event: Pick<Event, 'actor' | 'key'>): string {
  const digest = createHash('sha256').update(`${event.actor.platform}\n${event.key}`).digest('hex');
  return `gl-${digest.slice(0, 20)}`;
}

function readParameters(
  app: App,
  environment: Environment,
  pairs: readonly (readonly [string, string])[],
): { given: Given } | { refusal: Answer } {
  const known = new Map(environment.parameters.map((parameter) => [parameter.name, parameter]));
  const typed = new Map(pairs);
  for (const name of typed.keys()) {
    if (known.has(name)) continue;
    const data = {
      app: app.id,
      environment: environment.id,
      name,
      known: [...known.keys()].join(', ') || '–',
    };
    return { refusal: say('deploy.unknown-parameter', 'bad', data) };
  }
  const missing: string[] = [];
  const given: { parameter: Parameter; text: string; value: Json }[] = [];
  for (const parameter of environment.parameters) {
    const text = typed.get(parameter.name) ?? parameter.default;
    if (text === undefined) {
      if (parameter.required) missing.push(parameter.name);
      continue;
    }
    const value = readValue(parameter, text);
    if (value === undefined) {
      return { refusal: badValue(parameter, text) };
    }
    given.push({ parameter, text, value });
  }
  if (missing.length > 0) {
    const example = USAGE.deploy
      .replace('<app>', app.id)
      .replace('<environment>', environment.id)
      .replace('[name=value …]', missing.map((name) => `${name}=…`).join(' '));
    return {
      refusal: say('deploy.missing-parameter', 'bad', { app: app.id, names: missing.join(', '), example }),
    };
  }
  return { given };
}

/** The value as the engine gets it; undefined when it does not fit. */
function readValue(parameter: Parameter, text: string): Json | undefined {
  if (text.length > VALUE_MAX) return undefined;
  if (parameter.pattern !== undefined && !parameter.pattern.test(text)) return undefined;
  switch (parameter.type) {
    case 'string':
      return text;
    case 'number':
      // A number that does not read back as it was typed would be another one at the engine.
      return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) && readsBack(text) ? Number(text) : undefined;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined;
  }
}

function badValue({ name, pattern, type }: Parameter, text: string): Answer {
  const data = { name, value: text.slice(0, VALUE_MAX), max: VALUE_MAX };
  if (pattern === undefined) return say(`deploy.bad-${type}`, 'bad', data);
  return say('deploy.bad-pattern', 'bad', { ...data, pattern: pattern.source });
}

/** Decimals may end in zeros; digits beyond what a number holds are refused. */
function readsBack(text: string): boolean {
  const value = Number(text);
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}
