import { ballotUsage } from '../domain/ballot-usage.ts';
import type { Form } from '../domain/card.ts';
import type { Language } from '../domain/directory.ts';
import { FIELD_MAX, fieldsFor, needsReason, type Policy, type PolicyField } from '../domain/policy.ts';
import { REASON_MAX } from '../domain/verb.ts';
import { joined } from './joined.ts';
import { pair, word } from './words.ts';

type Field = Form['fields'][number];

/** The dialog that asks what a verdict still needs: what the policy wants filled in, and why. `text` says what is decided, where that is known. */
export function ballotForm(
  subject: Form['subject'],
  policy: Policy,
  language: Language,
  about: { run: number; text?: string },
): Form {
  const { verdict } = subject;
  const approves = verdict === 'approve';
  const fields = fieldsFor(policy, verdict);
  return {
    title: word(approves ? 'approveTitle' : 'rejectTitle', language),
    ...(about.text === undefined ? {} : { text: about.text }),
    fields: [
      ...fields.map((field) => fieldOf(field, language)),
      ...(needsReason(policy, verdict) ? [reasonField(language)] : []),
    ],
    submit: word(approves ? 'approve' : 'reject', language),
    cancel: word('close', language),
    instead: approves
      ? approveInstead(ballotUsage(about.run, policy, verdict), fields, language)
      : word('rejectInstead', language),
    subject,
  };
}

function fieldOf({ name: id, label, required, options }: PolicyField, language: Language): Field {
  const common = { id, label, required, maxLength: FIELD_MAX };
  const hint = required ? {} : { placeholder: word('mayBeLeftOut', language) };
  if (options.length === 0) return { ...common, kind: 'line', ...hint };
  return { ...common, kind: 'choice', options, placeholder: word('pick', language), ...hint };
}

function reasonField(language: Language): Field {
  return {
    id: 'reason',
    label: word('reasonLabel', language),
    kind: 'lines',
    required: true,
    placeholder: word('reasonHint', language),
    maxLength: REASON_MAX,
  };
}

/** The command, and what each name in it stands for. */
function approveInstead(usage: string, fields: readonly PolicyField[], language: Language): string {
  const lines = fields.map(({ name, label, required, options }) => {
    const values = options.length === 0 ? '' : ` (${joined(options, language)})`;
    const optional = required ? '' : ` · ${word('mayBeLeftOut', language)}`;
    return `${pair(name, label, language)}${values}${optional}`;
  });
  return [word('approveInstead', language, { usage }), ...lines].join('\n');
}
