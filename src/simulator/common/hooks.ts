export type Hook<Args extends unknown[]> = (...args: Args) => void | Promise<void>;

type Hooks<Args extends unknown[]> = {
  /** The returned function takes the hook away again. */
  add(hook: Hook<Args>): () => void;
  /** Calls each hook and waits for it. */
  reach(...args: Args): Promise<void>;
  any(): boolean;
};

export function createHooks<Args extends unknown[]>(): Hooks<Args> {
  const hooks = new Set<Hook<Args>>();
  return {
    add(hook) {
      hooks.add(hook);
      return () => hooks.delete(hook);
    },
    async reach(...args) {
      for (const hook of hooks) await hook(...args);
    },
    any: () => hooks.size > 0,
  };
}
