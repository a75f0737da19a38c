import type { Verdict } from '../domain/card.ts';
import type { EngineAbility } from '../domain/engine-ability.ts';
import type { ActVerb } from '../domain/engine-call.ts';
import type { Finding } from '../domain/finding.ts';
import type { OutlineStep } from '../domain/outline.ts';
import type { Initiator, Json, RunSnapshot } from '../domain/run.ts';
import type { StepLog } from '../domain/step-log.ts';

export type RunRequest = {
  workflow: string;
  app: string;
  environment: string;
  /** What to set, by the path or input that the app's config names; values are data. */
  parameters: readonly { sets: string; value: Json }[];
  initiator: Initiator;
  /** The ref of a run whose workflow is run once more, as it was then: `workflow` and `parameters` are not looked at. With `can.restart`. */
  again?: string;
};

export type GateRef = { path: string; attempt: string };

/**
 * What the engine says to a decision. `accepted`: it is done, or was done before with the same key.
 * `settled-elsewhere`: the gate is no longer open and it was not this key that closed it. `refused`: the engine will not, with its reason.
 */
export type DecideOutcome =
  | { kind: 'accepted' }
  | { kind: 'settled-elsewhere'; by?: string }
  | { kind: 'refused'; code: string; message: string };

/** Whoever acts: shown in the engine where it keeps such things. */
export type By = { name: string };

/** What an approver said beside the verdict. `answers`: what a form asked for, by name; later steps can take it as input. */
export type Said = { reason?: string; answers?: Readonly<Record<string, string>> };

export type ActOutcome = { kind: 'accepted' } | { kind: 'refused'; code: string; message: string };

/** Something that can be started here. */
type Offer = { workflow: string; title: string; steps: readonly { title: string; type: string }[] };

/** Told of every state of every run. Resolves when the snapshot is durable; an engine may tell the same state twice or out of order. */
export type Observer = (snapshot: RunSnapshot) => Promise<void>;

/**
 * A workflow engine. All methods throw `UpstreamError` when the engine did not do what was asked; with outcome `unknown` the caller
 * looks (`find`, `look`) before it asks again.
 */
export type Engine = {
  /** Config key. */
  readonly id: string;
  readonly kind: string;
  /** Abilities are data: callers ask here, never by kind. */
  readonly can: EngineAbility;
  /** Starts a run. With `can.keys` a repeated key returns the run that it named before. */
  run(request: RunRequest, key: string): Promise<{ ref: string; number?: number }>;
  /** Settles one attempt of one gate; idempotent by key. */
  decide(ref: string, gate: GateRef, verdict: Verdict, by: By & Said, key: string): Promise<DecideOutcome>;
  /**
   * Idempotent by key. `suspend` and `resume` are about all of the run, or about the step at the path `step`; `resume` lets go on only what
   * `suspend` held: it never opens a gate.
   */
  act(ref: string, verb: ActVerb, by: By, key: string, step?: string): Promise<ActOutcome>;
  /** The truth now; undefined when the engine knows no such run. */
  look(ref: string): Promise<RunSnapshot | undefined>;
  /** The run that a run call with this key started; undefined when there is none. */
  find(key: string): Promise<{ ref: string } | undefined>;
  /**
   * What the commands of a run wrote, by its steps in their order, as far as it is kept here; secrets are masked. With the path `step` all of that
   * step's, without it the last lines of each. With `can.logs`.
   */
  logs?(ref: string, step?: string): Promise<readonly StepLog[]>;
  offers(): Promise<Offer[]>;
  /** The steps of such a run, from memory; undefined or absent where only running it tells. Throws a `UserError` where `run` would refuse it, and an `UpstreamError` while the engine does not run. */
  outline?(request: RunRequest): readonly OutlineStep[] | undefined;
  start(observer: Observer): Promise<void>;
  /** Resolves when nothing of the engine's runs any more in this process; durable work goes on after the next start. */
  stop(): Promise<void>;
  check(): Promise<Finding[]>;
};
