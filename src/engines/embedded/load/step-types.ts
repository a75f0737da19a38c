/** The step types: which properties each takes. */
import type { Json } from '../../../domain/run.ts';
import { isObject } from '../expressions/path.ts';
import { kindOf } from '../expressions/trouble.ts';
import type { EmbeddedOptions } from '../options.ts';
import { partsOf } from '../parts.ts';
import type { Component } from '../plan.ts';
import { checkTaken } from './check-taken.ts';
import { checkDeploy } from './deploy.ts';
import { checkDeployToEnv } from './deploy-to-env.ts';
import { didYouMean } from './did-you-mean.ts';
import { parseDuration } from './duration.ts';
import { checkExec, EXEC_PROPERTIES } from './exec.ts';
import { type Filled, isFilled } from './filled.ts';
import { KUBEVELA_ONLY, whyRefused } from './kubevela-types.ts';
import { checkNotification, OUTLETS_OF } from './notification.ts';
import { checkSecretHeaders } from './secret-headers.ts';
import { checkAddress, checkSecretText } from './secret-text.ts';
import { fieldsOf, type Spot, textOf } from './spot.ts';

/** What a step's properties are checked against. */
export type Surroundings = {
  options: Pick<EmbeddedOptions, 'targets' | 'secrets' | 'exec' | 'http'>;
  components: Component[];
  policies: Json[];
  /** Of the file's object. */
  namespace: string;
  filled: Filled;
};

export type StepType = {
  name: string;
  /** Only in an Application: it needs components. */
  needsApplication: boolean;
  properties: readonly string[];
  /** The names that an `outputs` expression may begin with. */
  roots: readonly string[];
  /** Where `answers` is one of them: why nobody would answer with these properties. */
  unanswered?(spot: Spot, around: Pick<Surroundings, 'filled'>): string | undefined;
  check(spot: Spot, around: Surroundings): void;
};

const COMMON_ROOTS = ['parameter', 'context'];

/** The type of a step that holds others and does nothing by itself. */
export const GROUP = 'step-group';

const TYPES: readonly StepType[] = [
  {
    name: 'suspend',
    needsApplication: false,
    properties: ['message', 'duration'],
    roots: ['answers', ...COMMON_ROOTS],
    unanswered: (spot, { filled }) =>
      spot.at('duration').value === undefined && !isFilled(filled, ['duration'])
        ? undefined
        : 'a suspend with "duration" opens by itself, and nobody is asked',
    check(spot) {
      textOf(spot, 'message');
      const duration = textOf(spot, 'duration');
      if (duration === undefined) return;
      const parsed = parseDuration(duration);
      if (typeof parsed !== 'number') spot.at('duration').complain(parsed.message);
    },
  },
  { name: GROUP, needsApplication: false, properties: [], roots: ['context'], check: () => {} },
  {
    name: 'print-message-in-status',
    needsApplication: false,
    properties: ['message'],
    roots: COMMON_ROOTS,
    check: (spot, around) => required(spot, 'message', around),
  },
  {
    name: 'request',
    needsApplication: false,
    properties: ['url', 'method', 'body', 'header', 'headersFromSecret'],
    roots: ['response', ...COMMON_ROOTS],
    check(spot, around) {
      required(spot, 'url', around);
      checkUrl(spot, 'url', around);
      const method = textOf(spot, 'method');
      if (method !== undefined && !METHODS.includes(method)) {
        spot.at('method').complain(`method "${method}" of ${spot.what} must be one of ${METHODS.join(', ')}`);
      }
      object(spot, 'body');
      checkHasBody(spot, method, around);
      const header = object(spot, 'header');
      for (const key of Object.keys(header ?? {})) textOf(spot.at('header'), key);
      checkSecretHeaders(spot, around.options);
    },
  },
  {
    name: 'webhook',
    needsApplication: false,
    properties: ['url', 'data'],
    roots: COMMON_ROOTS,
    check(spot, around) {
      object(spot, 'data');
      checkSecretText(spot, 'url', { place: ['url'], address: true, plain: true }, around);
    },
  },
  notification('notification'),
  notification('webhook-notification'),
  {
    name: 'apply-component',
    needsApplication: true,
    properties: ['component', 'cluster', 'namespace'],
    roots: ['output', ...COMMON_ROOTS],
    check(spot, around) {
      required(spot, 'component', around);
      textOf(spot, 'cluster');
      textOf(spot, 'namespace');
      const name = spot.at('component').value;
      if (typeof name !== 'string') return;
      if (!around.components.some((one) => one.name === name)) {
        const names = around.components.map((one) => one.name);
        spot
          .at('component')
          .complain(
            `${spot.what} applies component "${name}", which the Application does not have${didYouMean(name, names)} (it has ${names.join(', ') || 'none'})`,
          );
        return;
      }
      const deployed = partsOf(around, 'apply-component', isObject(spot.value) ? spot.value : {});
      if (!('problem' in deployed)) checkTaken(spot, deployed.parts, around);
    },
  },
  {
    name: 'deploy',
    needsApplication: true,
    properties: ['auto', 'policies', 'parallelism', 'ignoreTerraformComponent'],
    roots: ['output', 'answers', ...COMMON_ROOTS],
    unanswered: (spot, { filled }) =>
      spot.at('auto').value === false || isFilled(filled, ['auto'])
        ? undefined
        : 'a deploy asks people with "auto: false" only',
    check: checkDeploy,
  },
  {
    name: 'deploy2env',
    needsApplication: true,
    properties: ['policy', 'env', 'parallel'],
    roots: ['output', ...COMMON_ROOTS],
    check: checkDeployToEnv,
  },
  {
    name: 'exec',
    needsApplication: false,
    properties: EXEC_PROPERTIES,
    roots: ['output', 'stdout', ...COMMON_ROOTS],
    check: (spot, around) => checkExec(spot, around),
  },
];

function notification(name: keyof typeof OUTLETS_OF): StepType {
  return {
    name,
    needsApplication: false,
    properties: OUTLETS_OF[name],
    roots: COMMON_ROOTS,
    check: (spot, around) => checkNotification(name, spot, around),
  };
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];

const BY_NAME = new Map(TYPES.map((type) => [type.name, type]));

/** The step type of that name, or the sentence that says who would know it. */
export function stepTypeNamed(name: string): StepType | { problem: string } {
  const type = BY_NAME.get(name);
  if (type !== undefined) return type;
  const refused = whyRefused(name);
  if (refused !== undefined) return { problem: refused };
  const known = [...BY_NAME.keys(), ...KUBEVELA_ONLY];
  return {
    problem: `step type "${name}" is unknown: no engine knows it${didYouMean(name, known)} (here run ${[...BY_NAME.keys()].join(', ')})`,
  };
}

/** Checks the properties of a step of this type. */
export function checkProperties(type: StepType, spot: Spot, around: Surroundings): void {
  if (fieldsOf(spot, type.properties) !== undefined) type.check(spot, around);
}

function required(spot: Spot, key: string, around: Surroundings): void {
  const value = textOf(spot, key);
  if (value === undefined && spot.at(key).value === undefined && !isFilled(around.filled, [key])) {
    spot.complain(`${spot.what} needs "${key}", a text`);
  }
}

function object(spot: Spot, key: string): { [key: string]: Json } | undefined {
  const inner = spot.at(key);
  if (inner.value === undefined || isObject(inner.value)) return inner.value;
  inner.complain(`"${key}" of ${spot.what} is ${kindOf(inner.value)}; it must be an object`);
  return undefined;
}

/** What a step without a method would do with a body is hardly ever what was meant; KubeVela sends it with the GET, which few servers read. */
function checkHasBody(spot: Spot, method: string | undefined, { filled }: Surroundings): void {
  if ((method ?? 'GET') !== 'GET' || isFilled(filled, ['method'])) return;
  if (spot.at('body').value === undefined && !isFilled(filled, ['body'])) return;
  spot.complain(`${spot.what} has a "body", and a GET sends none: write "method: POST", or PUT or DELETE`);
}

function checkUrl(spot: Spot, key: string, { options, filled }: Surroundings): void {
  const url = spot.at(key, `"${key}" of ${spot.what}`);
  if (typeof url.value === 'string') checkAddress(url, url.value, isFilled(filled, [key]), options);
}
