import type { insertRun } from '../../src/store/runs.ts';

type NewRun = Parameters<typeof insertRun>[1];

/** A run that nobody asked of us and that the engine has not named: for `insertRun`. `key` tells runs apart. */
export function newRun(key: string, other: Partial<NewRun> = {}): NewRun {
  return {
    engine: 'engine',
    ref: null,
    key,
    app: null,
    environment: null,
    workflow: 'ship',
    parameters: {},
    initiator: null,
    initiatorName: null,
    inbox: null,
    phase: 'pending',
    createdAt: 0,
    ...other,
  };
}
