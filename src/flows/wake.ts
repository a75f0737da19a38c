import { advance, expiresAt } from '../domain/question.ts';
import { dueAt, nextWake, remindersBy } from '../domain/question-clock.ts';
import { rescheduleApproval } from '../store/approvals.ts';
import { hasStoredBefore } from '../store/inbox.ts';
import { wantPosts } from '../store/posts.ts';
import { callPeople } from './call-people.ts';
import type { FlowContext } from './context.ts';
import { countAll } from './count-all.ts';
import { takeQuestion } from './decide.ts';
import { settleQuestion } from './settle-question.ts';
import { waitedFor } from './waited-for.ts';

/** What was stored at the last moment may take this long to be committed, in milliseconds. */
const LATE_MS = 2000;

/**
 * The clock has come to a question: reminders, escalation, its end. A vote that was stored before the end counts, so the end waits until
 * everything older has been handled. `later`: look again soon.
 */
export async function wake(context: FlowContext, id: number): Promise<'done' | 'later'> {
  const { tx, now } = context;
  const taken = await takeQuestion(context, id);
  if (taken === undefined || taken.question.state !== 'open') return 'done';
  const due = dueAt(taken.question, taken.approval, now);
  const asked = due.expired ? taken : await countAll(context, taken);
  const { approval, run, question, world } = asked;
  const detail = { approval: id, gate: approval.gatePath, policy: question.policy.id };
  const settling = { ...asked, actor: 'greenlight', breakGlass: false };
  if (due.expired) {
    const end = expiresAt(question);
    if (now < end + LATE_MS || (await hasStoredBefore(tx, end))) return 'later';
    const next = advance(question, { kind: 'tick', at: now }, world);
    if (!next.moved) throw new Error(`question ${id} did not expire when it was due`);
    const outcome = question.policy.expired;
    await settleQuestion(context, { ...settling, detail: { ...detail, outcome } }, 'expired');
    return 'done';
  }
  // Somebody is back in a group, and with their vote the votes are enough.
  if (advance(question, { kind: 'tick', at: now }, world).moved) {
    await settleQuestion(context, { ...settling, detail }, 'approved');
    return 'done';
  }
  const people = waitedFor(question, now, world);
  const call = { run, approval };
  if (due.escalate) {
    await callPeople(context, { ...call, kind: 'escalated', name: 'escalated' }, people);
    await wantPosts(tx, run.id, 'asking');
    const to = [...(question.policy.escalation?.to ?? [])];
    const detail = { approval: id, gate: approval.gatePath, to };
    context.audit.push({ at: now, actor: 'greenlight', action: 'approval.escalated', run: run.id, detail });
  }
  const passed = {
    reminders: due.remind ? remindersBy(question, now) : approval.reminders,
    escalated: approval.escalated || due.escalate,
  };
  if (due.remind && !due.escalate)
    await callPeople(context, { ...call, kind: 'reminder', name: `reminder${passed.reminders}` }, people);
  await rescheduleApproval(tx, id, { ...passed, wakeAt: nextWake(question, passed) ?? null });
  return 'done';
}
