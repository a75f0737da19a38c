/** The moments at which a kill hurts. */
export const REQUIRED_WINDOWS = [
  'before store',
  'stored not acked',
  'acked not decided',
  'decided not called',
  'called not answered',
  'posted not recorded',
  'command running',
] as const;

export const WINDOWS = [
  ...REQUIRED_WINDOWS,
  'decided not acked',
  'edited not recorded',
  'command cut off',
  'starting up',
  'elsewhere',
] as const;
export type Window = (typeof WINDOWS)[number];
