import type { Form } from '../domain/card.ts';
import type { Language } from '../domain/directory.ts';
import { needsReason, type Policy } from '../domain/policy.ts';
import { REASON_MAX } from '../domain/verb.ts';
import { word } from './words.ts';

/** Longest value of a field, in characters; flows hold people to the same. */
const FIELD_MAX = 256;

/** The dialog that asks what a verdict still needs: what the policy wants filled in, and why. `text` says what is decided, where that is known. */
export function ballotForm(
  subject: Form['subject'],
  policy: Policy,
  language: Language,
  text?: string,
): Form {
  const approves = subject.verdict === 'approve';
  const fields = approves ? policy.fields : [];
  return {
    title: word(approves ? 'approveTitle' : 'rejectTitle', language),
    ...(text === undefined ? {} : { text }),
    fields: [
      ...fields.map(({ name: id, label, required, options }) => {
        const choice =
          options.length > 0 ? ({ kind: 'choice', options } as const) : ({ kind: 'line' } as const);
        return { id, label, required, maxLength: FIELD_MAX, ...choice };
      }),
      ...(needsReason(policy, subject.verdict)
        ? [
            {
              id: 'reason',
              label: word('reasonLabel', language),
              kind: 'lines' as const,
              required: true,
              placeholder: word('reasonHint', language),
              maxLength: REASON_MAX,
            },
          ]
        : []),
    ],
    submit: word(approves ? 'approve' : 'reject', language),
    cancel: word('close', language),
    instead: word(approves ? 'approveInstead' : 'rejectInstead', language),
    subject,
  };
}
