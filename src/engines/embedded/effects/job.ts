import type { Clock } from '../../../time.ts';
import type { EmbeddedOptions, Limits } from '../options.ts';
import type { Fields, RunDocument } from '../plan.ts';
import type { Node } from '../run/graph.ts';
import type { StepState } from '../run/state.ts';
import type { EffectResult } from './effect.ts';
import type { Guard } from './guard.ts';

/** What a step wants done in the world. */
export type Job = {
  /** Where it can be found again: a command on its machine only, a request anywhere. */
  kind: 'command' | 'http';
  /** Parts of a `deploy` or `deploy2env`: its value is what they gave back, by their keys. */
  deploys?: true;
  run(means: Means, signal: AbortSignal): Promise<EffectResult>;
  /** Folders of the attempt's files; commands only. */
  folders?: readonly string[];
};

type Means = {
  clock: Clock;
  /** For what a workflow's file sends; targets are the operator's. */
  guard: Guard;
};

/** What a job is made from. */
export type Around = {
  options: EmbeddedOptions;
  limits: Limits;
  ref: string;
  document: RunDocument;
  node: Node;
  step: StepState;
  /** What the steps that are over gave out. */
  outputs: Fields;
  key: string;
};
