import type { Room } from './event.ts';
import type { Saying } from './saying.ts';

/** The one normal form of a run. Every engine maps its own status to it; cards, approvals and webhooks read nothing else. */

export type Phase = 'pending' | 'running' | 'suspended' | 'succeeded' | 'failed' | 'skipped' | 'terminated';

/** JSON as it comes from a file, a database or a wire. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export type StepSnapshot = {
  /** Unique in the run: the names from the root joined with '/'. */
  path: string;
  name: string;
  /** What people call the step; the name where the workflow gives none. */
  title: string;
  type: string;
  phase: Phase;
  /** One line for people: the engine's reason, a printed message, an error. */
  message?: string;
  /** What `message` says, where it is the engine's own sentence: people read it in their language. */
  says?: readonly Saying[];
  /** Milliseconds since the epoch. */
  startedAt?: number;
  endedAt?: number;
  /** It failed because it took longer than it may. */
  timedOut?: true;
  details?: StepDetails;
  /** Names of environments that it may deploy to, whatever environment its run is for; absent: it stays in that one. */
  deploysTo?: readonly string[];
  children: StepSnapshot[];
};

/** What a step works on, as far as the engine tells. Approvers are asked about `images` and `commits` of the run, which this only divides among its steps. */
export type StepDetails = {
  /** It builds or tests their content. */
  repositories?: readonly Repository[];
  /** What it built: an image reference. */
  image?: string;
  /** Where its images go; they are there once it has succeeded. */
  deploys?: Deployment;
  tests?: { passed: number; failed: number; total: number };
};

export type Repository = {
  /** What kind of host it is on: `gitlab`, `github`, `gerrit`. */
  source?: string;
  owner?: string;
  /** Where it lies on the host, where that is not its owner. */
  namespace?: string;
  name: string;
  branch?: string;
  tag?: string;
  commit?: Commit;
};

type Deployment = {
  environment: string;
  service: string;
  /** The parts of the service that have an image each. */
  modules: readonly { name: string; image: string }[];
};

/** A suspended step that waits: for people, or for a time (`opensAt`). */
export type GateSnapshot = {
  path: string;
  /** The engine's own name for this attempt of the step: a retry of the step is another gate. */
  attempt: string;
  title: string;
  /** The question that the workflow's author put to the approvers. */
  message?: string;
  /** A timed wait: it opens by itself then (milliseconds since the epoch). Nobody is asked. */
  opensAt?: number;
};

/** What somebody holds by hand until somebody lets it go on: a step that has not begun, or all that has not. */
export type Hold = { by: string; step?: string; title?: string };

/** What waits for people and cannot be decided here: `where` is the chat or the engine in which it is. `missing`: how many have yet to agree. */
export type Elsewhere = { path: string; title: string; where: string; missing?: number };

type Link = { title: string; url: string };

/** Who started a run, as far as the engine knows. */
export type Initiator = { name?: string; email?: string; phone?: string; ids?: Record<string, string> };

/** One change of the source that the run deploys. `id` is the commit's hash. */
type Commit = { id: string; repository?: string; message?: string; author?: Initiator; url?: string };

/** What whoever made the run wishes for it. A wish gives no right: what the configuration says of a policy or a room holds. */
type Wishes = { room?: Room; policy?: string };

export type RunSnapshot = {
  /** Config key of the engine. */
  engine: string;
  /** The engine's own name of the run; never names two runs. */
  ref: string;
  /** Rises with each state of this run; an observation with a lower or equal order is old news. */
  order: number;
  /** The key of the run call that started it, where the engine keeps keys. */
  key?: string;
  project?: string;
  /** What people call the project; absent: its name. */
  projectTitle?: string;
  /** The engine's own number of the run. */
  number?: number;
  workflow: string;
  /** What people call the workflow; absent: its name. */
  workflowTitle?: string;
  app?: string;
  environment?: string;
  revision?: string;
  phase: Phase;
  /** One line for people: why it failed, what it waits for. */
  message?: string;
  /** What `message` says, where it is the engine's own sentence. */
  says?: readonly Saying[];
  initiator?: Initiator;
  /** What the initiator wrote about the run. */
  remark?: string;
  /** What is deployed: image references. */
  images?: readonly string[];
  commits?: readonly Commit[];
  links: Link[];
  steps: StepSnapshot[];
  /** Open gates only. */
  gates: GateSnapshot[];
  held?: readonly Hold[];
  elsewhere?: readonly Elsewhere[];
  /** Who, as far as the engine tells, last let this run go on past a gate or ended it, and not by a decision from here: a person, or the program that did it. */
  closedBy?: string;
  /** Told by a message that the engine sent; the run itself could not be read yet. */
  hearsay?: true;
  asks?: Wishes;
  startedAt?: number;
  endedAt?: number;
};

const FINAL: ReadonlySet<Phase> = new Set<Phase>(['succeeded', 'failed', 'skipped', 'terminated']);

/** Nothing more happens in this phase unless somebody retries the run. */
export function isFinal(phase: Phase): boolean {
  return FINAL.has(phase);
}

/** How many leaf steps are over, and how many there are. */
export function progressOf(steps: readonly StepSnapshot[]): { done: number; total: number } {
  let done = 0;
  let total = 0;
  for (const step of steps) {
    if (step.children.length > 0) {
      const inner = progressOf(step.children);
      done += inner.done;
      total += inner.total;
      continue;
    }
    total += 1;
    if (isFinal(step.phase)) done += 1;
  }
  return { done, total };
}

/** The step with this path, however deep it lies. */
export function stepAt(steps: readonly StepSnapshot[], path: string): StepSnapshot | undefined {
  for (const step of steps) {
    const found = step.path === path ? step : stepAt(step.children, path);
    if (found !== undefined) return found;
  }
  return undefined;
}
