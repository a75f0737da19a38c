/** A workflow as data, checked when it was loaded: what a run executes. */
import type { Initiator, Json } from '../../domain/run.ts';
import type { Path } from './expressions/path.ts';

export type Fields = { [key: string]: Json };

export type Component = {
  name: string;
  type: string;
  properties: Fields;
  traits: Json[];
  /** Names of components that are deployed before it. */
  dependsOn?: string[];
  /** What others gave that goes into its properties, as it is written. */
  inputs?: ComponentInput[];
  /** What others can take of that which its target gave back, as it is written. */
  outputs?: ComponentOutput[];
};

export type ComponentInput = { from: string; parameterKey: string };

export type ComponentOutput = { name: string; valueFrom: string };

export type StepInput = {
  /** An output of an earlier step, or `context…`, with a path into it. */
  from: Path;
  /** Where it goes in the step's properties; absent for an input that only `if` looks at. */
  key?: Path;
};

export type StepOutput = { name: string; value: string };

/** One after another, or each as soon as what it depends on is over. */
export type Mode = 'StepByStep' | 'DAG';

export type StepPlan = {
  name: string;
  /** `meta.alias`. */
  title?: string;
  type: string;
  /** `always`, or an expression. */
  if?: string;
  timeoutMs?: number;
  /** Names of steps and sub-steps that are over before this one begins. */
  dependsOn?: string[];
  inputs?: StepInput[];
  outputs?: StepOutput[];
  properties: Fields;
  /** Of a `step-group`: how its sub-steps run, where that is not the plan's `mode.subSteps`. */
  mode?: Mode;
  /** Of a `step-group`. */
  subSteps?: StepPlan[];
};

export type Plan = {
  workflow: string;
  /** The Application's own name, where the workflow was made from it and has another. */
  application?: string;
  kind: string;
  namespace: string;
  /** What the file adds to `context`. */
  context: Fields;
  components: Component[];
  /** As the file has them; a topology that chooses clusters by labels also has their names. */
  policies: Json[];
  /** Absent: steps one after another, sub-steps as a DAG; rows of older versions know no other. */
  mode?: { steps: Mode; subSteps: Mode };
  steps: StepPlan[];
  /** The object as written, for a `webhook` step without `data`: KubeVela posts the whole Application. Absent when no step needs it. */
  manifest?: Fields;
};

/** What a run is made of; it never changes. */
export type RunDocument = { plan: Plan; app: string; environment: string; initiator: Initiator };
