/** A regular expression that is matched in linear time, whatever the value. */
export type Pattern = {
  readonly source: string;
  /** Whether the whole value matches. */
  matches(value: string): boolean;
};
