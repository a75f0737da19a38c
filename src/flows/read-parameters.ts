import { type Answer, say } from '../domain/answer.ts';
import type { App, Environment, Parameter } from '../domain/directory.ts';
import type { Json } from '../domain/run.ts';

/** Longest value of a parameter, in characters: it also bounds what a pattern has to look at. */
const VALUE_MAX = 256;

/** Parameters as they were typed and as the engine gets them, in the order of the configuration. */
export type Given = readonly { parameter: Parameter; text: string; value: Json }[];

/** Why parameters do not fit an environment. */
export type Misfit =
  | { kind: 'unknown'; name: string; text: string; known: readonly string[] }
  | { kind: 'bad-value'; parameter: Parameter; text: string }
  | { kind: 'missing'; names: readonly string[] };

/** What was typed, with the defaults of what was not; or what is wrong with it. */
export function readParameters(
  app: App,
  environment: Environment,
  pairs: readonly (readonly [string, string])[],
): { given: Given } | { refusal: Answer } {
  const read = fitParameters(environment, pairs);
  if ('given' in read) return read;
  const { misfit } = read;
  switch (misfit.kind) {
    case 'unknown': {
      const { name, known } = misfit;
      const data = { app: app.id, environment: environment.id, name, known: known.join(', ') || '–' };
      return { refusal: say('deploy.unknown-parameter', 'bad', data) };
    }
    case 'bad-value':
      return { refusal: badValue(misfit.parameter, misfit.text) };
    case 'missing': {
      const names = misfit.names.join(', ');
      const example = `/deploy ${app.id} ${environment.id} ${misfit.names.map((name) => `${name}=…`).join(' ')}`;
      return { refusal: say('deploy.missing-parameter', 'bad', { app: app.id, names, example }) };
    }
  }
}

/** Texts by name as the configuration of an environment takes them; a name or value that does not fit comes before one that is missing. */
export function fitParameters(
  environment: Environment,
  pairs: readonly (readonly [string, string])[],
): { given: Given } | { misfit: Misfit } {
  const known = new Map(environment.parameters.map((parameter) => [parameter.name, parameter]));
  const typed = new Map(pairs);
  for (const [name, text] of typed)
    if (!known.has(name)) return { misfit: { kind: 'unknown', name, text, known: [...known.keys()] } };
  const missing: string[] = [];
  const given: { parameter: Parameter; text: string; value: Json }[] = [];
  for (const parameter of environment.parameters) {
    const text = typed.get(parameter.name) ?? parameter.default;
    if (text === undefined) {
      if (parameter.required) missing.push(parameter.name);
      continue;
    }
    const value = readValue(parameter, text);
    if (value === undefined) return { misfit: { kind: 'bad-value', parameter, text } };
    given.push({ parameter, text, value });
  }
  return missing.length > 0 ? { misfit: { kind: 'missing', names: missing } } : { given };
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
