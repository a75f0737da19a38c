import type { Entry } from './people.ts';

/** A workflow as somebody defined it, and what its jobs do when they run. */
export type WorkflowScript = {
  key: string;
  /** The name that people see. */
  name?: string;
  project: string;
  params?: readonly ParamScript[];
  stages: readonly StageScript[];
  notify?: readonly NotifyScript[];
  /** It needs a ticket that was approved before: it cannot be run through the OpenAPI. */
  ticket?: boolean;
  /** `product` workflows are listed, but nothing else can be done with them. */
  type?: 'custom' | 'product';
};

export type ParamScript = {
  name: string;
  type: 'string' | 'text' | 'choice' | 'repo';
  value?: string;
  choices?: readonly string[];
};

export type StageScript = {
  name: string;
  parallel?: boolean;
  /** The task pauses before it until one of these lets it go on. */
  manual?: readonly Entry[];
  jobs: readonly JobScript[];
};

export type JobScript = {
  name: string;
  /** `freestyle` where absent. */
  type?: string;
  runPolicy?: '' | 'default_not_run' | 'force_run';
  /** `passes` where absent; a job of the type `approval` asks instead. */
  does?: Deed;
  errorPolicy?: ErrorPolicy;
  approval?: ApprovalScript;
  /** What it works on, one task for each; one task without a service where absent. */
  tasks?: readonly Work[];
  /** What Zadig keeps of a type that is not modelled here. */
  spec?: unknown;
  /** Since 5.0. */
  notify?: readonly NotifyScript[];
};

export type Deed =
  /** After so many milliseconds; at once where absent. */
  | { kind: 'passes'; afterMs?: number }
  /** Stays as it is until the test lets it go; `running` where absent. */
  | { kind: 'holds'; as?: 'prepare' | 'running' }
  /** So often, retries included; then it passes. */
  | { kind: 'fails'; times?: number; error?: string }
  | { kind: 'times-out'; afterMs?: number };

export type ErrorPolicy =
  | { policy: 'stop' | 'ignore_error' }
  | { policy: 'retry'; maximumRetry: number }
  | { policy: 'manual_check'; users: readonly Entry[] };

export type ApprovalKind = 'native' | 'lark' | 'lark_intl' | 'dingtalk' | 'workwx';

export type ApprovalScript = {
  /** `native` where absent: the only one that can be decided in Zadig. */
  kind?: ApprovalKind;
  users: readonly Entry[];
  /** How many have to agree; 1 where absent. */
  needed?: number;
  /** Zadig takes an hour where absent. */
  timeoutMinutes?: number;
  description?: string;
};

export type Work = {
  /** The service and its module, of a build; the service, of a deploy. They are part of the task's name. */
  parts?: readonly string[];
  repositories?: readonly RepositoryScript[];
  image?: string;
  deploys?: { environment: string; service: string; modules: readonly { module: string; image: string }[] };
};

export type RepositoryScript = {
  source?: string;
  address?: string;
  owner: string;
  name: string;
  branch?: string;
  tag?: string;
  prs?: readonly number[];
  commit?: string;
  message?: string;
  author?: string;
};

/** A webhook that Zadig calls. */
export type NotifyScript = {
  address: string;
  token?: string;
  /** Which events, by their names in Zadig: `created`, `passed`, `wait_for_approval`… */
  on: readonly string[];
  enabled?: boolean;
};
