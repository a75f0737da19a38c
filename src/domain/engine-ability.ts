/** What an engine can do: data that flows decide by. */
export type EngineAbility = {
  /** A run call may be repeated with the same key and starts once. */
  keys: boolean;
  cancel: boolean;
  retry: boolean;
  /** Runs once more what an earlier run was, as a new run. */
  restart?: boolean;
  /** Holds a run, or one of its steps, and lets it go on: `suspend` and `resume`. */
  suspend?: boolean;
  /** A rejection settles its gate alone, and other gates of the run stay open; where absent it ends the run. */
  rejectsGate?: boolean;
  /** Keeps what commands write. */
  logs?: boolean;
  /** What a run deploys may change while it waits: it is looked at once more right before a gate is let through. */
  changes?: boolean;
};
