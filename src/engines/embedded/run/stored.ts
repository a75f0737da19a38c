/** The `state` column of a run's row. */
import { isFinal, type Json } from '../../../domain/run.ts';
import type { RunDocument } from '../plan.ts';
import type { State, StepState } from './state.ts';

/** Steps as a list, in the order in which they were reached. */
type Stored = Omit<State, 'steps'> & { steps: ({ name: string } & StepState)[] };

/** Until version 0.1 steps ran one after another: the list had no names, and the last one was what the run was at. */
type OldStored = Omit<State, 'steps' | 'holder'> & { steps: (StepState & { name?: never })[] };

export function writeState({ steps, ...rest }: State): Json {
  const stored: Stored = { ...rest, steps: [...steps].map(([name, step]) => ({ name, ...step })) };
  return stored as unknown as Json;
}

export function readState(json: Json, document: RunDocument): State {
  const { steps, ...rest } = json as unknown as Stored | OldStored;
  const state: State = { ...rest, steps: new Map() };
  for (const [i, { name, ...step }] of steps.entries()) {
    const known = name ?? document.plan.steps[i]?.name;
    if (known !== undefined) state.steps.set(known, step);
  }
  const holder = holderOf(json);
  if (holder !== undefined) state.holder = holder;
  return state;
}

/** The data folder of the server that holds this run. In the older form it is the one that began the only effect. */
export function holderOf(json: Json): string | undefined {
  const { holder, steps } = json as unknown as Stored;
  return holder ?? (isOld(json) ? steps.at(-1)?.effect?.place : undefined);
}

/** Whether something that was begun in this data folder is not over. */
export function hasEffectAt(json: Json, place: string): boolean {
  return (json as unknown as Stored).steps.some(({ effect }) => effect?.place === place);
}

/** Whether this attempt of a step is not over. */
export function waitsFor(json: Json, attempt: string): boolean {
  return (json as unknown as Stored).steps.some((step) => step.attempt === attempt && !isFinal(step.phase));
}

function isOld(json: Json): boolean {
  return (json as unknown as OldStored).steps.some(({ name }) => name === undefined);
}
