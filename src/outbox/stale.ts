import { isUrgent } from '../domain/run-event.ts';
import type { RunView } from '../domain/run-view.ts';
import type { Reader } from '../store/database.ts';
import { type NoticeRow, noticesIn } from '../store/notices.ts';

/** A message that has waited so long for its place, in milliseconds, says nothing beside a newer one about the same run. */
const FRESH_MS = 10_000;

/** Why an event is not worth telling any more; undefined while it is. */
export async function staleBecause(
  tx: Reader,
  notice: NoticeRow,
  view: RunView,
  now: number,
): Promise<'settled-meanwhile' | 'superseded' | undefined> {
  const { subject } = notice;
  if (subject.kind !== 'event') return undefined;
  const { event } = subject;
  if (event.type === 'waiting') {
    const approval = view.approvals.find(({ id }) => id === event.approval);
    return approval?.state === 'open' ? undefined : 'settled-meanwhile';
  }
  if (isUrgent(event) || now - notice.createdAt < FRESH_MS) return undefined;
  const newer = (await noticesIn(tx, notice)).some(({ id }) => id > notice.id);
  return newer ? 'superseded' : undefined;
}
