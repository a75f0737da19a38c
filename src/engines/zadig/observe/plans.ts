/** Reads release plans. */
import type { RunSnapshot } from '../../../domain/run.ts';
import type { ZadigClient } from '../client/zadig-client.ts';
import { isMissing } from '../client/zadig-error.ts';
import { Plan } from '../document/plan.ts';
import type { Place } from '../form/place.ts';
import { snapshotOfPlan } from '../form/plan-form.ts';
import type { Reader } from './reader.ts';

/** Undefined when Zadig has no such plan. Throws `UpstreamError`. */
export async function readPlan(
  client: ZadigClient,
  reader: Reader,
  place: Place,
  id: string,
): Promise<RunSnapshot | undefined> {
  const order = reader.nextOrder();
  try {
    const read = Plan.safeParse(await client.get(`/openapi/release_plan/v1/${id}`));
    return read.success ? snapshotOfPlan(place, read.data, order) : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
