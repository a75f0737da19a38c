/** How it stands with the messages of one attempt of a step, by their rows. */
import type { StepOutlet, StepSubject } from '../../../domain/notice.ts';
import type { NoticeRow } from '../../../store/notices.ts';

export type Standing =
  | { kind: 'waits' }
  | { kind: 'sent'; message: string }
  | { kind: 'failed'; message: string };

/** A message that will not be sent fails its step, once all others have come to their end. */
export function standingOf(rows: readonly (NoticeRow | undefined)[]): Standing {
  if (rows.some((row) => row?.state === 'owed')) return { kind: 'waits' };
  const sent = rows.filter((row) => row?.state === 'sent');
  const names = [...new Set(sent.map((row) => row?.subject).map(outletOf))].join(', ');
  const said = names === '' ? '' : `sent to ${names}`;
  const failed = rows.filter((row) => row?.state !== 'sent').map(failureOf);
  if (failed.length === 0) return { kind: 'sent', message: said };
  return { kind: 'failed', message: [...failed, ...(said === '' ? [] : [said])].join('; ') };
}

function outletOf(subject: NoticeRow['subject'] | undefined): string {
  return subject?.kind === 'step' ? subject.outlet : 'a channel';
}

function failureOf(row: NoticeRow | undefined): string {
  const code = row?.note ?? 'lost';
  if (row?.subject.kind !== 'step') return `not sent (${code})`;
  const advice = adviceOf(row.subject, code);
  return `${nameOf(row.subject)}: not sent (${code})${advice === undefined ? '' : `: ${advice}`}`;
}

function nameOf(subject: StepSubject): string {
  return subject.outlet === 'email' ? `email to ${subject.to}` : subject.outlet;
}

const ROBOTS = 'its keyword or IP list is against it, or it wants a signature (a step cannot sign)';

/** What the codes of the channels ask people to do, in few words: all of it stands in one line of a card. */
const ADVICE: Readonly<Record<string, string | Readonly<Record<StepOutlet, string>>>> = {
  'hook-gone': {
    slack: 'the webhook is gone, make a new one',
    lark: 'no robot has this address, look into the group',
    dingding: 'no robot has this address, look into the group',
    email: 'no such server or mailbox, compare host, port and address',
  },
  'credentials-refused': {
    slack: 'Slack does not let the webhook post there',
    lark: ROBOTS,
    // All that DingTalk says is 310000.
    dingding: `310000, ${ROBOTS}`,
    email: 'the server does not take the password',
  },
  'card-refused': 'the message is not what it takes, compare its fields',
  'address-refused':
    'steps do not send to such an address unless "http: {allow: […]}" of the engine names it',
  'secret-missing': 'the engine has no such secret any more',
  unknown: 'it may have arrived, look there before you retry',
};

function adviceOf({ outlet }: StepSubject, code: string): string | undefined {
  const advice = Object.hasOwn(ADVICE, code) ? ADVICE[code] : undefined;
  return typeof advice === 'object' ? advice[outlet] : advice;
}
