import type { Mode } from '../plan.ts';
import type { Look, Wait } from './order.ts';
import type { Spot } from './spot.ts';
import type { Surroundings } from './step-types.ts';

/** What a step of a file is read with: everything that can be known of the other steps beforehand. */
export type StepContext = {
  around: Omit<Surroundings, 'filled'>;
  isApplication: boolean;
  /** Names of all steps and sub-steps. */
  names: readonly string[];
  /** What else `status` knows steps by: see `nicknamesOf`. */
  nicknames: readonly string[];
  /** Outputs of all steps, with the step that gives each. */
  givers: ReadonlyMap<string, string>;
  /** Outputs of the steps that were read so far. */
  given: Map<string, string>;
  /** Who waits for whom; collected while steps are read. */
  waits: Wait[];
  /** Whose condition asks what became of whom; collected while steps are read. */
  looks: Look[];
  mode: { steps: Mode; subSteps: Mode };
};

/** A step that was given its name, and its sub-steps. */
export type NamedStep = { name: string; spot: Spot; subs: readonly NamedStep[] };
