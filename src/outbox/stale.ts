import { type RunEvent, type RunEventType } from '../domain/run-event.ts';
import type { RunView } from '../domain/run-view.ts';
import type { Reader } from '../store/database.ts';
import { type NoticeRow, noticesIn } from '../store/notices.ts';

/** A message that has waited so long for its place, in milliseconds, says nothing beside a newer one about the same thing. */
const FRESH_MS = 10_000;
/** What was first tried later than this after it should have been told is no news, in milliseconds. */
const NEWS_MS = 24 * 3600 * 1000;

/** What says only how far things have come. */
const PROGRESS: ReadonlySet<RunEventType> = new Set(['created', 'started', 'paused']);

export type Stale =
  | { end: 'drop'; because: 'settled-meanwhile' | 'superseded' | 'route-gone' }
  | { end: 'bury'; because: 'too-late' };

/** Why an event is not worth telling any more; undefined while it is. `routes`: how many of those that led to it are still there. */
export async function staleBecause(
  tx: Reader,
  notice: NoticeRow,
  view: RunView,
  routes: number,
  now: number,
): Promise<Stale | undefined> {
  const { subject } = notice;
  if (subject.kind !== 'event') return undefined;
  const { event } = subject;
  if (routes === 0) return { end: 'drop', because: 'route-gone' };
  if (event.type === 'waiting') {
    const approval = view.approvals.find(({ id }) => id === event.approval);
    return approval?.state === 'open' ? undefined : { end: 'drop', because: 'settled-meanwhile' };
  }
  if (notice.failures === 0 && now - Math.max(notice.createdAt, notice.nextAt) > NEWS_MS)
    return { end: 'bury', because: 'too-late' };
  if (!PROGRESS.has(event.type) || now - notice.createdAt < FRESH_MS) return undefined;
  const newer = (await noticesIn(tx, notice)).some(
    (other) =>
      other.id > notice.id &&
      (other.state === 'owed' || other.state === 'sent') &&
      other.subject.kind === 'event' &&
      isSameThing(other.subject.event, event),
  );
  return newer ? { end: 'drop', because: 'superseded' } : undefined;
}

/** The same step, or the run itself. */
function isSameThing(one: RunEvent, other: RunEvent): boolean {
  return one.step === other.step;
}
