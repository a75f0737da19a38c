/** What config decides about an embedded engine, as plain data. */
import type { ClusterLabels } from './topology.ts';

/** A program that takes the component as JSON on stdin and may print JSON: its `output`. Started without a shell. */
export type CommandTarget = {
  argv: readonly string[];
  cwd?: string | undefined;
  /** The whole environment of the program: nothing else of ours is handed on. */
  environment: Readonly<Record<string, string>>;
  /** Milliseconds; without it only the step's own `timeout` ends it. */
  timeoutMs?: number | undefined;
};

/** A hook that takes the component as JSON by POST and may answer JSON: its `output`. */
type HttpTarget = { url: string; headers: Readonly<Record<string, string>>; timeoutMs: number };

/** Where components go: `destinationOf` says which target gets which. */
export type Target = {
  name: string;
  /** Component types; all when absent. */
  takes?: readonly string[] | undefined;
  /** Environment names; all when absent. */
  environments?: readonly string[] | undefined;
  /** Only what policies of these names put somewhere; anything when absent. */
  topologies?: readonly string[] | undefined;
  /** Names of clusters; all when absent. What names none is in `local`. */
  clusters?: readonly string[] | undefined;
  /** Names of namespaces; all when absent. What names none is in that of its file. */
  namespaces?: readonly string[] | undefined;
  command?: CommandTarget | undefined;
  http?: HttpTarget | undefined;
};

/** The workflow of an environment that names none, made from the Application of its app and its targets. */
export type Generated = {
  workflow: string;
  application: string;
  environment: string;
  targets: readonly string[];
};

export type EmbeddedOptions = {
  id: string;
  /** Absolute folder with the workflow files. */
  workflows: string;
  /** Absolute folder for what commands take and leave. It belongs to one running server. */
  dataDir: string;
  targets: readonly Target[];
  /** For topologies that choose clusters by their labels: the labels of each. */
  clusterLabels?: ClusterLabels | undefined;
  generated?: readonly Generated[] | undefined;
  /** What `secretRef: {name, key}` of a workflow stands for: name, then key. */
  secrets?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
  /** How long logs of commands are kept, in milliseconds; 30 days where absent. */
  keepLogsMs?: number | undefined;
  /** What steps of type `exec` may run; nothing where absent. */
  exec?: ExecOptions | undefined;
  /** What steps may send to beside the world: addresses and networks such as 127.0.0.1 and fe80::/10. */
  http?: { allow: readonly string[] } | undefined;
  limits?: Partial<Limits> | undefined;
};

export type ExecOptions = {
  /** How a workflow calls a program → what is started: an absolute path, or a name of the PATH. */
  allow: ReadonlyMap<string, string>;
  /** Absolute folder in which a program runs, and that a step's own `cwd` is relative to. */
  cwd: string;
  /** What every program gets, beside what its step says: PATH and HOME. */
  environment: Readonly<Record<string, string>>;
};

export type Limits = {
  /** Commands and HTTP requests at a time. */
  effects: number;
  /** Bytes of a command's standard output, and of an HTTP answer, that are read as its result. */
  outputBytes: number;
  /** Time-out of `request` and `webhook` steps. KubeVela gives them 3 s (pkg/providers/http/http.go of kubevela/workflow). */
  httpTimeoutMs: number;
};

export const DEFAULT_LIMITS: Limits = { effects: 64, outputBytes: 1_000_000, httpTimeoutMs: 10_000 };
