import type { Names } from './names.ts';

/** What is known while an expression is compiled. */
export type Context = {
  /** Of the data: what a path may begin with. */
  readonly roots: readonly string[];
  /** Packages by the names that they were imported as; none where nothing can be imported. */
  readonly imports: ReadonlyMap<string, string> | undefined;
  /** Names that the expression defines. */
  readonly names: Names;
  /** Collects the paths into the data that were found. `keys`: those that are written, up to the first one that is calculated. */
  readonly found: { root: string; keys: readonly (string | number)[] }[];
};
