import { type Answer, type ListLine, say } from '../domain/answer.ts';
import type { Command } from '../domain/command.ts';
import type { App, Environment, Person } from '../domain/directory.ts';
import type { Event } from '../domain/event.ts';
import type { OutlineDeploy, OutlineStep } from '../domain/outline.ts';
import { isFromApi } from '../domain/platform-ability.ts';
import { type Destination, isAbout, type Who } from '../domain/route.ts';
import type { World } from '../domain/seats.ts';
import { placeFor } from './app-place.ts';
import { questionFor } from './ask.ts';
import type { FlowContext, StartContext } from './context.ts';
import { heldBack } from './held-back.ts';
import { otherPlaces } from './other-places.ts';
import { named } from './people-names.ts';
import { readParameters } from './read-parameters.ts';
import { runPayload } from './start-run.ts';
import { questionLines } from './tell-who.ts';
import { worldSince } from './world.ts';

/** `/deploy … --dry-run`: the steps, whom its gates would ask, and who would be shown and told, without doing anything. */
export async function tellPlan(
  context: StartContext,
  person: Person,
  event: Event,
  command: Extract<Command, { kind: 'dry-run' }>,
): Promise<Answer> {
  const place = placeFor(context, person, command, 'deploy');
  if ('refusal' in place) return place.refusal;
  const { app, environment } = place;
  const values = readParameters(app, environment, command.parameters);
  if ('refusal' in values) return values.refusal;
  const asked = { ...place, given: values.given };
  const outline = context.outline(app.engine, runPayload(person, asked));
  const where = { app: app.id, environment: environment.id, workflow: environment.workflow };
  if (outline === undefined) return say('plan.untold', 'neutral', { ...where, engine: app.engine });
  if ('trouble' in outline)
    return { kind: 'list', heading: 'list.plan-refused', data: where, lines: [outline.trouble] };
  const world = await worldSince(context, context.now);
  const parameters = Object.fromEntries(values.given.map(({ parameter, text }) => [parameter.name, text]));
  const { steps } = outline;
  const held = await heldBack(context, person, app, environment, { parameters, kind: 'deploy', steps });
  const others = otherPlaces(app, environment, steps).map(({ id }) => id);
  const lines = [
    ...(held === undefined ? [] : [{ code: held.code, data: held.data }]),
    ...(others.length === 0
      ? []
      : [{ code: 'line.plan-others', data: { environments: others.join(', ') } } as const]),
    ...values.given.map(({ parameter: { name }, text }): ListLine => {
      return { code: 'line.plan-parameter', data: { name, value: text } };
    }),
    ...steps.flatMap((step) => stepLines(context, person, { app, environment, step, world })),
    ...roomLines(event, environment),
    ...routeLines(context, app, environment),
  ];
  return { kind: 'list', heading: 'list.plan', data: where, lines };
}

function stepLines(
  context: StartContext,
  person: Person,
  { app, environment, step, world }: { app: App; environment: Environment; step: OutlineStep; world: World },
): ListLine[] {
  const { type, condition, gate, path, deploys = [], overrides = [] } = step;
  const title = `${'↳ '.repeat(step.depth)}${step.title}`;
  const lines: ListLine[] = [
    condition === undefined
      ? { code: 'line.plan-step', data: { title, type } }
      : { code: 'line.plan-step-if', data: { title, type, condition } },
    ...deploys.map(deployLine),
    ...(overrides.length === 0
      ? []
      : [{ code: 'line.plan-overrides', data: { policies: overrides.join(', ') } } as const]),
  ];
  if (gate.kind === 'none') return lines;
  if (gate.kind === 'timed') return [...lines, { code: 'line.plan-timed', data: { wait: gate.wait } }];
  const run = {
    app: app.id,
    environment: environment.id,
    workflow: environment.workflow,
    engine: app.engine,
    initiator: person.id,
  };
  // Who wrote what is deployed is known once the engine has told of it.
  const question = questionFor(context.directory, run, { path }, [], context.now, world);
  const later = question.policy.levels.slice(1).flatMap((level, at) =>
    level.map(({ count, of }): ListLine => {
      const list = named(context.directory, of);
      return { code: 'line.plan-level', data: { level: at + 2, count, list } };
    }),
  );
  return [...lines, ...questionLines(context, { title: step.title, question }, world), ...later];
}

function deployLine({ components, environment, target, place }: OutlineDeploy): ListLine {
  const what = { components: components.join(', '), environment };
  if (target === undefined) return { code: 'line.plan-untaken', data: what };
  return place === undefined
    ? { code: 'line.plan-deploys', data: { ...what, target } }
    : { code: 'line.plan-deploys-at', data: { ...what, target, place } };
}

function roomLines({ room }: Event, { rooms }: Environment): ListLine[] {
  const own = isFromApi(room) ? [] : [{ room }];
  const places = new Set([...own, ...rooms].map((one) => `${one.room.platform}/${one.room.id}`));
  return places.size === 0 ? [] : [{ code: 'line.plan-rooms', data: { rooms: [...places].join(', ') } }];
}

function routeLines({ directory }: FlowContext, app: App, { id, workflow }: Environment): ListLine[] {
  const place = { app: app.id, environment: id, workflow, engine: app.engine };
  return directory.routes
    .filter((route) => isAbout(route, place))
    .map(({ id: route, events, to }) => ({
      code: 'line.plan-route',
      data: { route, events: events.join(', '), to: to.map(destinationText).join(', ') },
    }));
}

function destinationText({ outlet, room, people }: Destination): string {
  if (people !== undefined) return `${people.map(whoText).join(', ')} (${outlet})`;
  return room === undefined ? outlet : `${outlet}/${room}`;
}

function whoText(who: Who): string {
  if (who.kind === 'named') return who.name;
  return who.kind === 'address' ? who.email : who.kind;
}
