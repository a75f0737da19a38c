/** Parameters of what has been, read once more: the configuration may have changed since, and whoever asks did not type them. */
import { type Answer, say } from '../domain/answer.ts';
import { pairText } from '../domain/command-words.ts';
import type { App, Environment } from '../domain/directory.ts';
import { fitParameters, type Given, type Misfit } from './read-parameters.ts';

type Place = { app: App; environment: Environment };
type Parameters = Readonly<Record<string, string>>;

/** For a rollback: as if they were typed, with the defaults of today; or what does not fit any more, and what helps. */
export function parametersOfRevision(
  place: Place,
  revision: number,
  parameters: Parameters,
): { given: Given } | { refusal: Answer } {
  const read = fitParameters(place.environment, Object.entries(parameters));
  if ('given' in read) return read;
  const data = { revision, ...misfitData(place, parameters, read.misfit) };
  switch (read.misfit.kind) {
    case 'unknown':
      return { refusal: say('rollback.unknown-parameter', 'bad', data) };
    case 'bad-value':
      return { refusal: say('rollback.bad-value', 'bad', data) };
    case 'missing':
      return { refusal: say('rollback.missing-parameter', 'bad', data) };
  }
}

/** For a restart, which runs the workflow as it was: a parameter that has come since is not missed, one that is gone or does not fit any more keeps it back. */
export function misfitOfRun(place: Place, run: number, parameters: Parameters): Answer | undefined {
  const read = fitParameters(place.environment, Object.entries(parameters));
  if ('given' in read || read.misfit.kind === 'missing') return undefined;
  const data = { run, ...misfitData(place, parameters, read.misfit) };
  return say(read.misfit.kind === 'unknown' ? 'restart.unknown-parameter' : 'restart.bad-value', 'bad', data);
}

function misfitData({ app, environment }: Place, parameters: Parameters, misfit: Misfit) {
  const where = { app: app.id, environment: environment.id };
  const usage = deployInstead({ app, environment }, parameters, misfit);
  switch (misfit.kind) {
    case 'unknown': {
      const { name, text, known } = misfit;
      return { ...where, usage, pair: pairText(name, text), name, known: known.join(', ') || '–' };
    }
    case 'bad-value': {
      const { parameter, text } = misfit;
      const { name, pattern, type } = parameter;
      return { ...where, usage, pair: pairText(name, text), name, fits: pattern?.source ?? type };
    }
    case 'missing':
      return { ...where, usage, names: misfit.names.join(', ') };
  }
}

/** The deploy of the same values, as far as they are still taken; `…` where somebody has to say which. */
function deployInstead({ app, environment }: Place, parameters: Parameters, misfit: Misfit): string {
  const open = new Set(
    misfit.kind === 'missing' ? misfit.names : misfit.kind === 'bad-value' ? [misfit.parameter.name] : [],
  );
  const pairs = environment.parameters.flatMap(({ name, required, default: usual }) => {
    const text = Object.hasOwn(parameters, name) && !open.has(name) ? parameters[name] : undefined;
    if (text !== undefined) return [pairText(name, text)];
    return open.has(name) || (required && usual === undefined) ? [`${name}=…`] : [];
  });
  return ['/deploy', app.id, environment.id, ...pairs].join(' ');
}
