import { type Answer, say } from '../domain/answer.ts';
import type { StepSnapshot } from '../domain/run.ts';
import type { RunRow } from '../store/runs.ts';

type Run = Pick<RunRow, 'id' | 'snapshot'>;

/** How many steps an answer names. */
const NAMED_STEPS = 20;

/** The step that somebody typed: its path, else its name, else its title. Names of sub-steps are unique in a run. */
export function findStep({ snapshot }: Run, typed: string): StepSnapshot | undefined {
  const steps = allSteps(snapshot?.steps ?? []);
  return (
    steps.find(({ path }) => path === typed) ??
    steps.find(({ name }) => name === typed) ??
    steps.find(({ title }) => title === typed)
  );
}

export function noStep({ id: run, snapshot }: Run, typed: string): Answer {
  const names = allSteps(snapshot?.steps ?? []).map(({ name }) => name);
  const more = names.length > NAMED_STEPS ? ', …' : '';
  const known = names.slice(0, NAMED_STEPS).join(', ') + more || '–';
  return say('run.no-step', 'bad', { run, near: typed.slice(0, 60), known });
}

/** Every step, children after their parents. */
function allSteps(steps: readonly StepSnapshot[]): StepSnapshot[] {
  return steps.flatMap((step) => [step, ...allSteps(step.children)]);
}
