/** From steps that deploy to the target of each component. */
import { join } from 'node:path';
import { isObject } from '../expressions/path.ts';
import { describeTargets } from '../load/step-types.ts';
import type { Target } from '../options.ts';
import type { Component, Fields } from '../plan.ts';
import { bindingFor } from '../run/components-of.ts';
import { contextOf } from '../run/scope.ts';
import type { StepState } from '../run/state.ts';
import { envTargetFor, targetFor } from '../targets.ts';
import { type CommandRun, runCommand } from './command.ts';
import type { EffectResult } from './effect.ts';
import { hostOf, judgeTarget } from './http.ts';
import { httpJob } from './http-job.ts';
import type { Around, Job } from './job.ts';

export function applyComponent(around: Around, properties: Fields): Job | { problem: string } {
  const { components } = around.document.plan;
  const component = components.find((c) => c.name === properties.component);
  if (component === undefined) {
    const names = components.map((c) => c.name).join(', ');
    return {
      problem: `there is no component ${JSON.stringify(properties.component)} (the Application has ${names})`,
    };
  }
  const { component: _name, ...placement } = properties;
  const part = components.indexOf(component);
  return toTarget(around, { component, part, placement, ...hereFor(around, component) });
}

/** One component after another; the parts that are done are in the state. */
export function deploy(around: Around, properties: Fields): Job | { problem: string } {
  const { policies } = around.document.plan;
  const wanted = Array.isArray(properties.policies) ? properties.policies : [];
  const named = policies.filter((p) => isObject(p) && p.name !== undefined && wanted.includes(p.name));
  const placement: Fields = named.length === 0 ? {} : { policies: named };
  return nextOf(
    around,
    around.document.plan.components.map((component, part) => ({
      component,
      part,
      placement,
      ...hereFor(around, component),
    })),
  );
}

/** The same with the components as the policy makes them; `parallel`: all of them at once. */
export function deployToEnv(around: Around, properties: Fields): Job | { problem: string } {
  const { parallel } = properties;
  const binding = bindingFor(around.document.plan, properties);
  if ('problem' in binding) return binding;
  const { env } = binding;
  const { environment } = around.document;
  const parts = binding.components.map((component, part): Part => {
    const there = envTargetFor(around.options.targets, component.type, { env: env, environment });
    const placement = { env: env, ...binding.placement };
    return {
      component,
      part,
      placement,
      target: there?.target,
      environment: there?.environment ?? env,
    };
  });
  return parallel === true ? together(around, parts) : nextOf(around, parts);
}

/** One component on its way to its target. */
type Part = {
  component: Component;
  /** Its number in the step. */
  part: number;
  /** For the target's `context`. */
  placement: Fields;
  target: Target | undefined;
  environment: string;
};

function hereFor({ options, document }: Around, { type }: Component): Pick<Part, 'target' | 'environment'> {
  const { environment } = document;
  return { target: targetFor(options.targets, type, environment), environment };
}

function nextOf(around: Around, parts: readonly Part[]): Job | { problem: string } {
  const done = around.step.deployed ?? {};
  const next = parts.find(({ component }) => !Object.hasOwn(done, component.name));
  if (next === undefined) return { problem: 'the Application has no components' };
  const job = toTarget(around, next);
  return 'problem' in job ? job : { ...job, component: next.component.name };
}

/** Every part begins at once; the step ends when all have ended. A part that ended is not run again when another one is tried again: its folder tells. */
function together(around: Around, parts: readonly Part[]): Job | { problem: string } {
  const jobs: { name: string; job: Job }[] = [];
  for (const part of parts) {
    const job = toTarget(around, part);
    if ('problem' in job) return job;
    jobs.push({ name: part.component.name, job });
  }
  return {
    kind: jobs.some(({ job }) => job.kind === 'command') ? 'command' : 'http',
    folders: jobs.flatMap(({ job }) => job.folders ?? []),
    async run(means, signal) {
      const results = await Promise.all(
        jobs.map(async ({ name, job }) => ({ name, result: await job.run(means, signal) })),
      );
      return inOne(results);
    },
  };
}

/** What decides comes first: nobody looks any more, it was ended, something failed for good, something is to be tried again. */
const WEIGHT: readonly EffectResult['kind'][] = ['left', 'aborted', 'failed', 'try-again'];

function inOne(results: readonly { name: string; result: EffectResult }[]): EffectResult {
  for (const kind of WEIGHT) {
    const found = results.filter(({ result }) => result.kind === kind);
    const [first] = found;
    if (first === undefined) continue;
    if (!('message' in first.result)) return first.result;
    const messages = found.map(({ name, result }) => `${name}: ${'message' in result ? result.message : ''}`);
    return { ...first.result, message: messages.join('; ') };
  }
  const value: Fields = {};
  const notes: string[] = [];
  for (const { name, result } of results) {
    if (result.kind !== 'done') continue;
    value[name] = result.value ?? null;
    if (result.note !== undefined) notes.push(`${name}: ${result.note}`);
  }
  return { kind: 'done', value, ...(notes.length === 0 ? {} : { note: notes.join('; ') }) };
}

/** What a target gets: the component itself, and under `context` what it belongs to. */
function toTarget(
  around: Around,
  { component, part, placement, target, environment }: Part,
): Job | { problem: string } {
  const { options, document, node, step, ref } = around;
  if (target === undefined) {
    return {
      problem: `no target takes component "${component.name}" of type "${component.type}" in "${environment}" (${describeTargets(options.targets)})`,
    };
  }
  const input: Fields = {
    ...component,
    context: {
      ...contextOf(document.plan, node, step.attempt),
      app: document.app,
      environment,
      workflow: document.plan.workflow,
      run: ref,
      step: node.plan.name,
      ...placement,
    },
  };
  const key = `${around.key}-${part}`;
  if (target.http !== undefined) {
    const { url, headers, timeoutMs } = target.http;
    return httpJob(
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
    folders: [folder],
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
