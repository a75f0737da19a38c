import { type Answer, type AnswerCode, type AnswerData, type Named, say } from '../domain/answer.ts';
import { ballotUsage } from '../domain/ballot-usage.ts';
import { FIELD_MAX, fieldsFor, needsReason, type Policy, type PolicyField } from '../domain/policy.ts';
import { placesLeft, uncountedNow } from '../domain/question.ts';
import type { Question } from '../domain/question-rights.ts';
import type { World } from '../domain/seats.ts';
import { REASON_MAX } from '../domain/verb.ts';
import type { Ballot } from './ballot.ts';
import type { FlowContext } from './context.ts';
import type { Asked } from './decide.ts';
import { named } from './people-names.ts';

type Complaint = { code: AnswerCode; data: AnswerData };

/** What a verdict that would count still lacks: asked for by a form, shown in it, or told how to write. Undefined when it is complete. */
export function missingOn(
  { engines }: Pick<FlowContext, 'engines'>,
  ballot: Ballot,
  { approval, run, question }: Asked,
): Answer | undefined {
  const { policy } = question;
  const wanted = wantedBy(policy, ballot);
  const mustSay = ballot.breakGlass === true || needsReason(policy, ballot.verdict);
  const complaints = new Map<string, Complaint>();
  const reason = ballot.reason?.trim() ?? '';
  if (mustSay && reason === '') complaints.set('reason', { code: 'approval.reason-empty', data: {} });
  if (reason.length > REASON_MAX)
    complaints.set('reason', {
      code: 'approval.reason-too-long',
      data: { length: reason.length, max: REASON_MAX },
    });
  for (const field of wanted) {
    const complaint = complaintOf(field, valueOf(ballot, field));
    if (complaint !== undefined) complaints.set(field.name, complaint);
  }
  // Forms are ours; what is typed may have a slip in its name, and must not be taken for filled in.
  if (ballot.surface === 'command' || ballot.surface === 'api') {
    const asked = new Set(wanted.map(({ name }) => name));
    const other = Object.keys(ballot.fields ?? {}).find((name) => !asked.has(name));
    if (other !== undefined) {
      const known = [...asked].join(', ') || '–';
      complaints.set(other, { code: 'approval.field-not-asked', data: { name: other.slice(0, 60), known } });
    }
  }
  const [first] = complaints.values();
  if (first === undefined) return undefined;
  switch (ballot.surface) {
    case 'button':
      return {
        kind: 'ask',
        subject: { approval: approval.id, attempt: approval.gateAttempt, verdict: ballot.verdict },
        policy,
        run: run.id,
        endsRun: engines.get(run.engine)?.rejectsGate !== true,
        data: {
          run: run.id,
          title: approval.title,
          app: run.app ?? run.workflow,
          environment: run.environment ?? '–',
        },
      };
    case 'form':
    case 'link':
      return { kind: 'field-errors', errors: Object.fromEntries(complaints) };
    case 'reply':
    case 'command':
    case 'api':
      return inWords(
        first,
        ballot,
        ballot.breakGlass === true
          ? `/flow break-glass ${run.id} because …`
          : ballotUsage(run.id, policy, ballot.verdict),
      );
  }
}

/** What was filled in of what the policy asks for. It becomes inputs of the steps behind the gate, so nothing else passes. */
export function answersOf(ballot: Ballot, policy: Policy): Readonly<Record<string, string>> | null {
  if (ballot.fields === undefined) return null;
  const given = wantedBy(policy, ballot).map((field) => [field.name, valueOf(ballot, field)] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}

function wantedBy(policy: Policy, { verdict, breakGlass }: Ballot): readonly PolicyField[] {
  return breakGlass === true ? [] : fieldsFor(policy, verdict);
}

/** Own values only: every object has members that nobody filled in. */
function valueOf({ fields = {} }: Ballot, { name }: PolicyField): string {
  return Object.hasOwn(fields, name) ? (fields[name]?.trim() ?? '') : '';
}

function complaintOf(field: PolicyField, value: string): Complaint | undefined {
  const data = { name: field.name, label: field.label, max: FIELD_MAX, known: field.options.join(', ') };
  if (value === '') return field.required ? { code: 'approval.field-missing', data } : undefined;
  if (value.length > FIELD_MAX) return { code: 'approval.field-too-long', data };
  return field.options.length > 0 && !field.options.includes(value)
    ? { code: 'approval.field-unknown', data: { ...data, value: value.slice(0, 60) } }
    : undefined;
}

function inWords({ code, data }: Complaint, ballot: Ballot, usage: string): Answer {
  if (code === 'approval.field-missing') return say('approval.fields-needed', 'bad', { usage });
  if (code !== 'approval.reason-empty') return say(code, 'bad', data);
  return ballot.verdict === 'approve'
    ? say('approval.say-why', 'bad', { usage })
    : say('approval.reason-needed', 'bad');
}

/** `Ben Okafor, qa`: the lists that still have an empty place on the level that is asked now. */
export function whoIsMissing(
  { directory }: Pick<FlowContext, 'directory'>,
  question: Question,
  world: World,
  at: number,
): readonly Named[] {
  const lists = [...placesLeft(question, at, world), ...uncountedNow(question, world)];
  return named(directory, [...new Set(lists.flat())]);
}
