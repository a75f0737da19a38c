import { type Answer, type ListLine, say } from '../domain/answer.ts';
import type { Person } from '../domain/directory.ts';
import { openQuestions, type PutQuestion } from '../store/open-questions.ts';
import type { FlowContext } from './context.ts';
import { waitsFor, worldOf } from './for-person.ts';

/** `/flow pending`: what waits for this person, on all platforms; behind it what they could not approve but reject. */
export async function tellPending(context: FlowContext, person: Person): Promise<Answer> {
  const asked = await openQuestions(context.tx);
  const world = await worldOf(context, asked);
  const lines = { approve: [] as ListLine[], reject: [] as ListLine[] };
  for (const put of asked) {
    const verdict = waitsFor(person, put.question, context.now, world);
    if (verdict !== undefined) lines[verdict].push(lineOf(put, verdict, context.now));
  }
  const all = [...lines.approve, ...lines.reject];
  if (all.length === 0) return say('pending.none', 'good');
  const heading = lines.approve.length > 0 ? 'list.pending' : 'list.pending-reject';
  return { kind: 'list', heading, data: {}, lines: all };
}

function lineOf({ approval, run }: PutQuestion, verdict: 'approve' | 'reject', now: number): ListLine {
  const data = {
    run: run.id,
    title: approval.title,
    app: run.app ?? run.workflow,
    environment: run.environment ?? '–',
    ms: Math.max(0, now - approval.openedAt),
  };
  const usage = `/flow ${verdict} ${run.id} ${approval.gatePath}`;
  return verdict === 'approve'
    ? { code: 'line.pending', data: { ...data, usage } }
    : { code: 'line.pending-reject', data: { ...data, usage: `${usage} because …` } };
}
