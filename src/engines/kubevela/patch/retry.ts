/**
 * Starts a run that has failed once more from where it failed: RestartFromStep in pkg/utils/operation.go of kubevela/workflow. Every failed step
 * starts afresh, and with it what stands after it where steps run one after another, else what depends on it. A step's next attempt has
 * another id, so buttons of before are dead.
 */
import type { Step, StepStatus, SubStep, SubStepStatus } from '../document/documents.ts';
import type { NewCondition } from '../form/journal.ts';
import type { Subject } from '../form/subject.ts';
import { addConditions, type Operation, replace, sameObject, test } from './operation.ts';

export type Retry = {
  /** Names of steps and sub-steps that start afresh. */
  dropped: ReadonlySet<string>;
  /** Groups that go on without some of their sub-steps. */
  opened: ReadonlySet<string>;
};

/** Undefined when no step has failed: then there is no place to start from. */
export function retryOf(subject: Subject): Retry | undefined {
  const dropped = new Set<string>();
  const opened = new Set<string>();
  const { steps, modes } = subject;
  for (const status of subject.progress?.steps ?? []) {
    if (status.phase !== 'failed') continue;
    const failed = status.subSteps.filter(({ phase }) => phase === 'failed');
    if (failed.length === 0) dropped.add(status.name);
    else {
      opened.add(status.name);
      const inner = steps.find(({ name }) => name === status.name)?.subSteps ?? [];
      for (const { name } of failed) {
        dropped.add(name);
        for (const one of after(inner, name, modes.subSteps)) dropped.add(one);
      }
    }
    for (const one of after(steps, status.name, modes.steps)) dropped.add(one);
  }
  for (const group of steps)
    if (dropped.has(group.name)) for (const { name } of group.subSteps) dropped.add(name);
  for (const name of dropped) opened.delete(name);
  return dropped.size === 0 ? undefined : { dropped, opened };
}

/** Names of what has to run again after a step. */
function after(steps: readonly (Step | SubStep)[], name: string, mode: string): string[] {
  if (mode !== 'DAG') {
    const index = steps.findIndex((step) => step.name === name);
    return index < 0 ? [] : steps.slice(index + 1).map((step) => step.name);
  }
  const found = new Set<string>();
  const look = (of: string): void => {
    for (const step of steps) {
      if (found.has(step.name) || !waitsFor(steps, step, of)) continue;
      found.add(step.name);
      look(step.name);
    }
  };
  look(name);
  return [...found];
}

/** By name, or by what the other gives out. */
function waitsFor(steps: readonly (Step | SubStep)[], step: Step | SubStep, name: string): boolean {
  const outputs = outputsOf(steps.filter((one) => one.name === name));
  return (
    step.dependsOn.includes(name) ||
    step.inputs.some(({ from }) => outputs.includes(from.split('.')[0] ?? ''))
  );
}

function outputsOf(steps: readonly (Step | SubStep)[]): string[] {
  return steps.flatMap(({ outputs }) => outputs.map(({ name }) => name));
}

/** Outputs of steps that start afresh: setting one to another value than it has is an error in CUE. */
export function staleOutputs({ steps }: Subject, { dropped }: Retry): string[] {
  return outputsOf(steps.flatMap((step) => [step, ...step.subSteps]).filter(({ name }) => dropped.has(name)));
}

/** The list of steps is written anew, so nothing at all may have changed since it was read. `steps`: as the object has them. */
export function retryRun(
  subject: Subject,
  { dropped, opened }: Retry,
  steps: readonly { [key: string]: unknown }[],
  marks: readonly NewCondition[],
): Operation[] {
  const { pointer, meta, progress } = subject;
  const kept = steps
    .filter(({ name }) => !dropped.has(String(name)))
    .map((step) => keptOf(step, dropped, opened));
  return [
    test('/metadata/resourceVersion', meta.resourceVersion),
    ...sameObject(subject),
    test(`${pointer}/finished`, true),
    replace(`${pointer}/steps`, JSON.parse(JSON.stringify(kept))),
    replace(`${pointer}/status`, 'executing'),
    replace(`${pointer}/terminated`, false),
    replace(`${pointer}/suspend`, false),
    replace(`${pointer}/finished`, false),
    ...(progress?.endTime ? [{ op: 'remove' as const, path: `${pointer}/endTime` }] : []),
    ...addConditions(subject, marks),
  ];
}

function keptOf(
  step: { [key: string]: unknown },
  dropped: ReadonlySet<string>,
  opened: ReadonlySet<string>,
): { [key: string]: unknown } {
  if (!opened.has(String(step['name']))) return step;
  const { reason: _, message: __, ...rest } = step;
  const subSteps = (Array.isArray(step['subSteps']) ? step['subSteps'] : []).filter(
    (sub: { name?: unknown }) => !dropped.has(String(sub.name)),
  );
  return { ...rest, phase: 'running', subSteps };
}

/** Attempts that end by it, whatever became of them. */
export function droppedWaits({ progress }: Subject, { dropped }: Retry): (StepStatus | SubStepStatus)[] {
  return (progress?.steps ?? [])
    .flatMap((step) => [step, ...step.subSteps])
    .filter(({ name, type }) => type === 'suspend' && dropped.has(name));
}
