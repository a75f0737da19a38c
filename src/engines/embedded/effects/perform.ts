/** From a step to the command or request that it stands for. */
import { join } from 'node:path';
import type { Json } from '../../../domain/run.ts';
import type { Clock } from '../../../time.ts';
import { isObject } from '../expressions/path.ts';
import { isAddress, reveal, secretText } from '../load/secret-text.ts';
import { describeTargets } from '../load/step-types.ts';
import { DEFAULT_LIMITS, type EmbeddedOptions, type Limits } from '../options.ts';
import type { Component, Fields, Plan, RunDocument } from '../plan.ts';
import { graphOf, type Node } from '../run/graph.ts';
import { contextOf, propertiesOf } from '../run/scope.ts';
import type { State, StepState } from '../run/state.ts';
import { targetFor } from '../targets.ts';
import { type CommandRun, runCommand } from './command.ts';
import type { EffectResult } from './effect.ts';
import type { Guard } from './guard.ts';
import {
  type HttpRun,
  hostOf,
  type Judge,
  judgeRequest,
  judgeTarget,
  judgeWebhook,
  runHttp,
} from './http.ts';

export type Job = {
  /** Where it can be found again: a command on its machine only, a request anywhere. */
  kind: 'command' | 'http';
  /** Of a `deploy`: which component this part is. */
  component?: string;
  run(means: Means, signal: AbortSignal): Promise<EffectResult>;
  /** Folder of the attempt's files; commands only. */
  folder?: string;
};

type Means = {
  clock: Clock;
  /** For what a workflow's file sends; targets are the operator's. */
  guard: Guard;
};

/** What the step of that name wants done, or why it cannot be. */
export function jobOf(
  options: EmbeddedOptions,
  ref: string,
  document: RunDocument,
  state: State,
  name: string,
): Job | { problem: string } {
  const node = graphOf(document.plan).nodes.get(name);
  const step = state.steps.get(name);
  if (node === undefined || step === undefined) return { problem: 'there is no such step' };
  const { plan } = node;
  const resolved = propertiesOf(document, state, node, step.attempt);
  if ('problem' in resolved) return resolved;
  const key = `${options.id}-${ref}-${step.attempt}`;
  const around = {
    options,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    ref,
    document,
    node,
    step,
    key,
  };
  switch (plan.type) {
    case 'request':
      return request(around, resolved.properties);
    case 'webhook':
      return webhook(around, resolved.properties);
    case 'apply-component':
      return applyComponent(around, resolved.properties);
    case 'deploy':
      return deploy(around, resolved.properties);
    default:
      return { problem: `step type "${plan.type}" has nothing to do` };
  }
}

type Around = {
  options: EmbeddedOptions;
  limits: Limits;
  ref: string;
  document: RunDocument;
  node: Node;
  step: StepState;
  key: string;
};

function request(around: Around, properties: Fields): Job | { problem: string } {
  const { url, method = 'GET', body, header = {} } = properties;
  if (typeof url !== 'string' || !isAddress(url)) {
    return { problem: '"url" is not an address that begins with http:// or https://' };
  }
  if (typeof method !== 'string' || !isObject(header))
    return { problem: '"method" or "header" is not what it should be' };
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(header)) {
    if (typeof value !== 'string') return { problem: `header "${name}" is not a text` };
    headers[name] = value;
  }
  return http(
    around,
    { url, method, headers, body, timeoutMs: around.limits.httpTimeoutMs },
    judgeRequest(hostOf(url)),
    'workflow',
  );
}

function webhook(around: Around, properties: Fields): Job | { problem: string } {
  const secret = secretText(properties.url);
  const url = secret && reveal(around.options, secret);
  if (url === undefined || !isAddress(url)) {
    return {
      problem:
        '"url" is not an address that begins with http:// or https://, or its secret is not known here',
    };
  }
  const body = properties.data ?? manifestOf(around.document.plan);
  const request = { url, method: 'POST', headers: {}, body, timeoutMs: around.limits.httpTimeoutMs };
  return http(around, request, judgeWebhook(hostOf(url)), 'workflow');
}

/** The object as the file has it, with the components as the run's parameters made them. */
function manifestOf(plan: Plan): Json {
  const { manifest } = plan;
  if (manifest === undefined) return {};
  if (plan.kind !== 'Application' || !isObject(manifest.spec)) return manifest;
  return { ...manifest, spec: { ...manifest.spec, components: plan.components } };
}

function applyComponent(around: Around, properties: Fields): Job | { problem: string } {
  const { components } = around.document.plan;
  const component = components.find((c) => c.name === properties.component);
  if (component === undefined) {
    const names = components.map((c) => c.name).join(', ');
    return {
      problem: `there is no component ${JSON.stringify(properties.component)} (the Application has ${names})`,
    };
  }
  const { component: _name, ...placement } = properties;
  return toTarget(around, component, placement, []);
}

/** One component after another; the parts that are done are in the state. */
function deploy(around: Around, properties: Fields): Job | { problem: string } {
  const { plan } = around.document;
  const done = around.step.deployed ?? {};
  const component = plan.components.find((c) => !Object.hasOwn(done, c.name));
  if (component === undefined) return { problem: 'the Application has no components' };
  const wanted = Array.isArray(properties.policies) ? properties.policies : [];
  const policies = plan.policies.filter(
    (p) => isObject(p) && p.name !== undefined && wanted.includes(p.name),
  );
  const job = toTarget(around, component, {}, policies);
  return 'problem' in job ? job : { ...job, component: component.name };
}

/** What a target gets: the component itself, and under `context` what it belongs to. */
function toTarget(
  around: Around,
  component: Component,
  placement: Fields,
  policies: Json[],
): Job | { problem: string } {
  const { options, document, node, step, ref } = around;
  const target = targetFor(options.targets, component.type, document.environment);
  if (target === undefined) {
    return {
      problem: `no target takes component "${component.name}" of type "${component.type}" in "${document.environment}" (${describeTargets(options.targets)})`,
    };
  }
  const input: Fields = {
    ...component,
    context: {
      ...contextOf(document.plan, node, step.attempt),
      app: document.app,
      environment: document.environment,
      workflow: document.plan.workflow,
      run: ref,
      step: node.plan.name,
      ...placement,
      ...(policies.length === 0 ? {} : { policies }),
    },
  };
  const part = document.plan.components.indexOf(component);
  const key = `${around.key}-${part}`;
  if (target.http !== undefined) {
    const { url, headers, timeoutMs } = target.http;
    return http(
      { ...around, key },
      { url, method: 'POST', headers, body: input, timeoutMs },
      judgeTarget(hostOf(url)),
      'operator',
    );
  }
  const { command } = target;
  if (command === undefined)
    return { problem: `target "${target.name}" has neither a command nor an address` };
  const folder = join(options.dataDir, 'attempts', `${ref}-${step.attempt}-${part}`);
  return {
    kind: 'command',
    folder,
    run: ({ clock }, signal) =>
      timed(
        command.timeoutMs,
        { command, folder, input, outputBytes: around.limits.outputBytes, clock, signal },
        step,
      ),
  };
}

/** Ends a command that takes longer than its target allows; the time counts from its begin, through restarts. */
async function timed(timeoutMs: number | undefined, run: CommandRun, step: StepState): Promise<EffectResult> {
  if (timeoutMs === undefined) return await runCommand(run);
  const own = new AbortController();
  const relay = (): void => own.abort(run.signal.reason);
  run.signal.addEventListener('abort', relay, { once: true });
  if (run.signal.aborted) relay();
  const since = step.effect?.since ?? run.clock.now();
  const cancel = run.clock.after(since + timeoutMs - run.clock.now(), () => own.abort('timeout'));
  try {
    const result = await runCommand({ ...run, signal: own.signal });
    if (result.kind !== 'aborted' || run.signal.aborted) return result;
    return { kind: 'failed', message: `the command was ended: its target allows it ${timeoutMs / 1000} s` };
  } finally {
    cancel();
    run.signal.removeEventListener('abort', relay);
  }
}

type Request = Pick<HttpRun, 'url' | 'method' | 'headers' | 'body' | 'timeoutMs'>;

function http(around: Around, request: Request, judge: Judge, whose: 'workflow' | 'operator'): Job {
  const { key, limits } = around;
  return {
    kind: 'http',
    run: ({ clock, guard }, signal) =>
      runHttp(
        {
          ...request,
          idempotencyKey: key,
          answerBytes: limits.outputBytes,
          clock,
          guard: whose === 'workflow' ? guard : undefined,
          signal,
        },
        judge,
      ),
  };
}
