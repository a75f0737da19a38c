/** What an engine can do: data that flows decide by. */
export type EngineAbility = {
  /** A run call may be repeated with the same key and starts once. */
  keys: boolean;
  cancel: boolean;
  retry: boolean;
};
