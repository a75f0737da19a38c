import type { Fault } from './machine.ts';

export const FAULTS: readonly Fault[] = [];
