import type { Part } from '../parts.ts';
import { destinationOf, untaken } from '../targets.ts';
import type { Spot } from './spot.ts';
import type { Surroundings } from './step-types.ts';

/** Complains of each part that no target takes, whatever the environment of the run will be. */
export function checkTaken(
  spot: Spot,
  parts: readonly Part[],
  { options }: Pick<Surroundings, 'options'>,
): void {
  for (const part of parts) {
    if (destinationOf(options.targets, part, undefined) === undefined)
      spot.complain(`${spot.what}: ${untaken(options.targets, part, undefined).message}`);
  }
}
