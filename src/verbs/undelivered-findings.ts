import type { Finding } from '../domain/finding.ts';
import type { NoticeRow } from '../store/notices.ts';

/** How far back `doctor` looks for messages that did not reach anybody, in milliseconds, and how many it shows. */
export const UNDELIVERED_MS = 7 * 24 * 3600 * 1000;
export const UNDELIVERED_SHOWN = 20;

/** Messages that were given up, and people who were not called, newest first. */
export function undeliveredFindings(rows: readonly NoticeRow[]): Finding[] {
  if (rows.length === 0)
    return [{ level: 'ok', subject: 'messages', detail: 'all of the last seven days have arrived' }];
  return rows.map(({ platform, run, state, note, unreached, closedAt }) => {
    const when = closedAt === null ? '' : ` (${new Date(closedAt).toISOString()})`;
    if (state === 'buried')
      return {
        level: 'warn',
        subject: platform,
        detail: `a message about run #${run} was given up: ${note ?? 'error'}${when}`,
        remedy: 'mend what the checks of this chat or channel above say; what was given up is not sent again',
      };
    return {
      level: 'warn',
      subject: platform,
      detail: `${(unreached ?? []).join(', ')} was to be told of run #${run} and has no account there${when}`,
      remedy: 'add the account under people.<name>.ids, or the address under people.<name>.email',
    };
  });
}
