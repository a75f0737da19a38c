import type { Room } from '../../domain/event.ts';
import type { Json } from '../../domain/run.ts';

/** What config decides about a Zadig engine, as plain data, and what the database knows of its runs. */
export type ZadigOptions = {
  /** Config key. */
  id: string;
  /** Without a slash at its end. */
  url: string;
  token: string;
  /** What Zadig's requests carry; undefined: there is no hook. */
  hookToken?: string | undefined;
  /** Where vendors reach this server, such as `https://greenlight.example.com`; for `doctor` alone. */
  publicUrl?: string | undefined;
  /** Keys of projects whose workflows are followed. */
  projects: readonly string[];
  /** What environments of apps name: `project/workflow`. */
  workflows: readonly string[];
  /** Where the card of a workflow goes that no app names. */
  roomOf(project: string, workflow: string): Room | undefined;
  starts: ReadonlyMap<string, StartOptions>;
  memory: Memory;
  limits?: Partial<Limits> | undefined;
};

/** Of one workflow: what its jobs get where a deploy sets nothing else, and jobs that are left out. */
export type StartOptions = {
  inputs: Readonly<Record<string, { [key: string]: Json }>>;
  skips: readonly string[];
};

/** What was taken in before; Zadig keeps none of it. */
export type Memory = {
  /** Order of the newest state that was ever taken in of this engine; undefined before the first. */
  newest(): Promise<number | undefined>;
  /** Refs of the runs whose newest state has an order below this one. */
  below(order: number): Promise<readonly string[]>;
  /** What was asked with a key; undefined when nothing was. */
  startOf(key: string): Promise<{ workflow: string; askedAt: number } | undefined>;
  /** Whether a run of ours or a run that was seen has this name. */
  isBound(ref: string): Promise<boolean>;
};

export type Limits = {
  /** A request that took longer is given up. A decision takes four at most, and has to come to its end within the 30 s of its call's lease. */
  requestMs: number;
  /** The same for a start and a retry, in which Zadig sends its notifications; what takes longer is looked up. */
  startMs: number;
  /** How often the newest tasks of each workflow are asked for. */
  listMs: number;
  /** How often a run that goes on is looked at: first, and at most after many looks without news. */
  taskMs: number;
  longestTaskMs: number;
  /** The longest rest after failures. */
  longestRetryMs: number;
  /** How often definitions of workflows are read again. */
  definitionsMs: number;
  /** How long after its beginning was told, or asked for, a task may come: Zadig first sends its notifications, each of which may take a minute. */
  appearMs: number;
  /** How long a task may be missing of which a webhook has told: `created` comes before the task exists. */
  missingMs: number;
};

export const DEFAULT_LIMITS: Limits = {
  requestMs: 6_000,
  startMs: 15_000,
  listMs: 30_000,
  taskMs: 2_000,
  longestTaskMs: 30_000,
  longestRetryMs: 300_000,
  definitionsMs: 300_000,
  appearMs: 90_000,
  missingMs: 3_600_000,
};
