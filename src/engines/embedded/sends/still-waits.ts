import type { StepSubject } from '../../../domain/notice.ts';
import type { Reader } from '../../../store/database.ts';
import { executionById } from '../../../store/executions.ts';
import { waitsFor } from '../run/stored.ts';

/** Whether the step still waits for this message: one whose step was cancelled or took too long is not worth sending. */
export async function stillWaits(
  db: Reader,
  { engine, ref, attempt }: Pick<StepSubject, 'engine' | 'ref' | 'attempt'>,
): Promise<boolean> {
  const row = await executionById(db, engine, Number(ref));
  return row !== undefined && waitsFor(row.state, attempt);
}
