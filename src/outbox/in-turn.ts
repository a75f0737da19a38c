import type { NoticeCandidate } from '../store/notices.ts';

/** What one run tells one place comes in its order: of each the oldest, which is as urgent as the most urgent behind it. */
export function headsOf(
  notices: readonly NoticeCandidate[],
  underWay: ReadonlySet<string>,
): NoticeCandidate[] {
  const heads = new Map<string, NoticeCandidate>();
  for (const notice of notices.toSorted((a, b) => a.id - b.id)) {
    const where = placeName(notice);
    if (underWay.has(where)) continue;
    const head = heads.get(where);
    if (head === undefined) heads.set(where, notice);
    else if (notice.urgent && !head.urgent) heads.set(where, { ...head, urgent: true });
  }
  return [...heads.values()];
}

/** Of what one run tells one place of a lane. */
export function placeName({ run, room }: Pick<NoticeCandidate, 'run' | 'room'>): string {
  return `${run} ${room}`;
}
