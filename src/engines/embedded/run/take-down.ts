/** What came of an effect, written down; where that goes wrong for a reason that stays, the step fails instead of waiting for ever. */
import type { Log } from '../../../log.ts';
import type { Database } from '../../../store/database.ts';
import { isPassing } from '../../../store/failures.ts';
import { storableJson } from '../../../store/json-text.ts';
import type { EffectResult } from '../effects/effect.ts';
import type { Landing } from './landing.ts';
import type { Changed, World } from './lease.ts';
import { landEffect } from './transitions.ts';

/** Tries to write one result down, one with each renewal of the lease. */
const TRIES = 3;

/** `failures`: how often this result could not be written down before. Rejects while another try may go well. */
export async function takeDown(
  { db, log, world }: { db: Database; log: Log; world: World },
  id: number,
  landing: Landing & { result: EffectResult },
  failures: number,
): Promise<Changed | undefined> {
  const result = storable(landing.result);
  try {
    return await db.tx((tx) => landEffect(tx, world, id, { ...landing, result }));
  } catch (error) {
    if (failures + 1 < TRIES || isPassing(error)) throw error;
    log.error({ err: error, execution: id }, 'what came of a step cannot be taken down: the step fails');
    return await db.tx((tx) => landEffect(tx, world, id, { ...landing, result: { kind: 'unwritten' } }));
  }
}

/** As the database gives it back, so that the next step gets the same now and after a restart. */
function storable(result: EffectResult): EffectResult {
  if ('done' in result && result.done !== undefined) return { ...result, done: storableJson(result.done) };
  if (result.kind !== 'done') return result;
  const { value, text } = result;
  return {
    ...result,
    value: value === undefined ? undefined : storableJson(value),
    ...(text === undefined ? {} : { text: storableJson(text) }),
  };
}
