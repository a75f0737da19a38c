/** What `doctor` says of messages and cards that did not reach anybody. */
import type { Finding } from '../domain/finding.ts';
import { isStepLane } from '../domain/notice.ts';
import type { Reader } from '../store/database.ts';
import type { NoticeRow } from '../store/notices.ts';
import type { PostRow } from '../store/posts.ts';
import {
  buriedNotices,
  type Late,
  lateNotices,
  lostPosts,
  type Unreached,
  unreachedPeople,
} from '../store/undelivered.ts';

/** How far back it looks, in milliseconds, and how many of each kind it shows. */
const BACK_MS = 7 * 24 * 3600 * 1000;
const SHOWN = 20;
/** A message that has waited for so long is worth a line, in milliseconds. */
const LATE_MS = 10 * 60 * 1000;
const MINUTE_MS = 60_000;

/** First what was given up, then what waits, then who was not called. `outlets`: config keys of the chats and channels; `now` in ms since the epoch. */
export async function undeliveredFindings(
  reader: Reader,
  outlets: readonly string[],
  now: number,
): Promise<Finding[]> {
  const since = now - BACK_MS;
  const findings = [
    ...(await buriedNotices(reader, since, SHOWN)).map(buriedFinding),
    ...(await lostPosts(reader, since, SHOWN)).map(lostFinding),
    ...(await lateNotices(reader, now, now - LATE_MS)).map((late) => lateFinding(late, outlets, now)),
    ...unreachedFindings(await unreachedPeople(reader, since)),
  ];
  if (findings.length > 0) return findings;
  return [{ level: 'ok', subject: 'messages', detail: 'all of the last seven days have arrived' }];
}

function buriedFinding({ platform, run, note, closedAt }: NoticeRow): Finding {
  const what = run === 0 ? 'a message to one person' : `a message about run #${run}`;
  const detail = `${what} was given up: ${note ?? 'error'}${when(closedAt)}`;
  const remedy =
    'mend what the checks of this chat or channel above say; what was given up is not sent again';
  if (note !== 'outlet-gone') return { level: 'warn', subject: platform, detail, remedy };
  return { level: 'warn', subject: platform, detail: `${detail}: it is not configured any more` };
}

function lostFinding({ platform, run, room, note, nextAt }: PostRow): Finding {
  return {
    level: 'warn',
    subject: platform,
    detail: `the card of run #${run} in room ${room} was given up: ${note ?? 'error'}${when(nextAt)}`,
    remedy: `it is not shown there any more; /flow status ${run} tells of the run`,
  };
}

function lateFinding(
  { platform, waiting, oldestAt, note }: Late,
  outlets: readonly string[],
  now: number,
): Finding {
  const what = waiting === 1 ? '1 message waits' : `${waiting} messages wait`;
  const age = `the oldest since ${Math.floor((now - oldestAt) / MINUTE_MS)} minutes`;
  const detail = `${what} to be sent, ${age}${note === null ? '' : `; the last failure was ${note}`}`;
  if (outlets.includes(platform) || isStepLane(platform))
    return {
      level: 'warn',
      subject: platform,
      detail,
      remedy:
        'see that a server runs; the checks of this chat or channel above say what keeps it from arriving',
    };
  return {
    level: 'warn',
    subject: platform,
    detail: `${detail}. It is not configured here`,
    remedy: 'configure it again, or leave it: two days after it was owed a message is given up',
  };
}

/** A line for each person and outlet, the most frequent first; the people of the rest are counted. */
function unreachedFindings(rows: readonly Unreached[]): Finding[] {
  const people = new Map<string, Omit<Unreached, 'names'> & { name: string }>();
  for (const { names, ...row } of rows)
    for (const name of names) {
      const key = JSON.stringify([row.platform, name]);
      const known = people.get(key);
      people.set(key, {
        ...row,
        name,
        times: row.times + (known?.times ?? 0),
        run: Math.max(row.run, known?.run ?? 0),
        lastAt: Math.max(row.lastAt, known?.lastAt ?? 0),
      });
    }
  const sorted = [...people.values()].sort((a, b) => b.times - a.times || b.lastAt - a.lastAt);
  const findings = sorted.slice(0, SHOWN).map(({ platform, name, times, run, lastAt }): Finding => {
    const count = times === 1 ? `of run #${run}` : `${times} times, of run #${run} among others`;
    return {
      level: 'warn',
      subject: platform,
      detail: `${name} was to be told ${count}, and has no account there${when(lastAt)}`,
      remedy: 'add the account under people.<name>.ids, or the address under people.<name>.email',
    };
  });
  const more = sorted.length - findings.length;
  if (more > 0)
    findings.push({ level: 'warn', subject: 'messages', detail: `${more} more have no account there` });
  return findings;
}

function when(at: number | null): string {
  return at === null ? '' : ` (${new Date(at).toISOString()})`;
}
