/** What config decides about a KubeVela engine, as plain data. */

export type KubeVelaOptions = {
  /** Config key. */
  id: string;
  /** Where the API server is and who we are there. */
  access: Access;
  /** At least one. Runs of others are not looked at; names of the first are written without it. */
  namespaces: readonly string[];
  /** Absolute folder with templates as files; undefined: only those of the cluster. */
  templates?: string | undefined;
  /** What environments of apps name, see `names.ts`. */
  workflows: readonly string[];
  /** Field managers whose values a deploy may overwrite in an Application. */
  takesOver: readonly string[];
  /** Makes the seals on what we write about runs. */
  secret: string;
  /** Order of the newest state that was ever taken in of this engine; undefined before the first. Runs that had ended by then are not told. */
  newest(): Promise<number | undefined>;
  limits?: Partial<Limits> | undefined;
};

/** `kubeconfig`: absolute path; without it the service account of the pod. */
export type Access = { kubeconfig?: string | undefined; context?: string | undefined };

export type Limits = {
  /** A request that took longer is given up. */
  requestMs: number;
  /** Objects in one page of a list: the size that kubectl and client-go use. */
  pageObjects: number;
  /** How long the server keeps a watch open; it then ends it by itself. */
  watchMs: number;
  /** A watch that is silent for so long is dead: servers send a bookmark about every minute. */
  stallMs: number;
  /** How often everything is listed anew, whatever the watch has told. */
  resyncMs: number;
  /** The first rest after a failure, and the longest. */
  retryMs: number;
  longestRetryMs: number;
};

export const DEFAULT_LIMITS: Limits = {
  requestMs: 10_000,
  pageObjects: 500,
  watchMs: 300_000,
  stallMs: 150_000,
  resyncMs: 1_800_000,
  retryMs: 250,
  longestRetryMs: 30_000,
};
