/** How it stands with the messages of one attempt of a step, by their rows. */
import type { StepOutlet, StepSubject } from '../../../domain/notice.ts';
import type { SayingCode, SayingData } from '../../../domain/saying.ts';
import type { NoticeRow } from '../../../store/notices.ts';
import { inOne, type Told, tell, tellBecause, toldOf } from '../../common/told.ts';

export type Standing = { kind: 'waits' } | { kind: 'sent' | 'failed'; told?: Told };

/** A message that will not be sent fails its step, once all others have come to their end. */
export function standingOf(rows: readonly (NoticeRow | undefined)[]): Standing {
  if (rows.some((row) => row?.state === 'owed')) return { kind: 'waits' };
  const { told, failed } = comeTo(rows);
  return { kind: failed ? 'failed' : 'sent', ...(told && { told }) };
}

/** What became of the messages of a step that does not wait for them any more. What is under way may still arrive. */
export function leftOver(rows: readonly (NoticeRow | undefined)[]): Told | undefined {
  return comeTo(
    rows.map((row) => {
      if (row?.state !== 'owed') return row;
      return { ...row, note: row.begun === 'none' ? (row.note ?? 'step-over') : 'unknown' };
    }),
  ).told;
}

function comeTo(rows: readonly (NoticeRow | undefined)[]): { told: Told | undefined; failed: boolean } {
  const sent = rows.filter((row) => row?.state === 'sent');
  const names = [...new Set(sent.map((row) => row?.subject).map(outletOf))].join(', ');
  const failed = rows.filter((row) => row?.state !== 'sent').map(failureOf);
  const told = inOne([...failed, ...(names === '' ? [] : [tell('sent-to', { names })])]);
  return { told, failed: failed.length > 0 };
}

function outletOf(subject: NoticeRow['subject'] | undefined): string {
  return subject?.kind === 'step' ? subject.outlet : 'a channel';
}

function failureOf(row: NoticeRow | undefined): Told {
  const note = row?.note ?? 'lost';
  if (row?.subject.kind !== 'step') return tell('not-sent', { note });
  const { subject } = row;
  const advice = adviceOf(subject, note);
  const how = advice === undefined ? 'not-sent' : 'not-sent-because';
  if (subject.outlet === 'email') return toldWith(`letter-${how}`, advice, { to: subject.to, note });
  return toldOf(subject.outlet, toldWith(how, advice, { note }));
}

function toldWith(code: SayingCode, advice: SayingCode | undefined, data: SayingData): Told {
  return advice === undefined ? tell(code, data) : tellBecause(code, tell(advice), data);
}

/** What the codes of the channels ask people to do, in few words: all of it stands in one line of a card. */
const ADVICE: Readonly<Record<string, SayingCode | Readonly<Record<StepOutlet, SayingCode>>>> = {
  'hook-gone': { slack: 'slack-gone', lark: 'robot-gone', dingding: 'robot-gone', email: 'mail-gone' },
  'credentials-refused': {
    slack: 'slack-barred',
    lark: 'robot-barred',
    // All that DingTalk says is 310000.
    dingding: 'dingtalk-barred',
    email: 'password-refused',
  },
  'card-refused': 'card-refused',
  'address-refused': 'send-address-refused',
  'secret-missing': 'secret-missing',
  unknown: 'perhaps-sent',
};

function adviceOf({ outlet }: StepSubject, note: string): SayingCode | undefined {
  const advice = Object.hasOwn(ADVICE, note) ? ADVICE[note] : undefined;
  return typeof advice === 'object' ? advice[outlet] : advice;
}
