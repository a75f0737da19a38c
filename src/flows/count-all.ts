/** Fixes what could not be fixed when a question was put: how many "all" of a group are that could not be read then. */
import { uncounted } from '../domain/policy.ts';
import { fixPolicy, uncountedNow } from '../domain/question.ts';
import { fixApproval } from '../store/approvals.ts';
import { noticeByKey } from '../store/notices.ts';
import { postsOfRun, wantPosts } from '../store/posts.ts';
import { callPeople, GATE, noticeKey } from './call-people.ts';
import type { FlowContext } from './context.ts';
import type { Asked } from './decide.ts';
import { waitedFor } from './waited-for.ts';

/** The question as it stands then. Those who can decide it now are called, in a room a second time when others were called there before. */
export async function countAll(context: FlowContext, asked: Asked): Promise<Asked> {
  const { tx, now } = context;
  const { approval, run, question, world } = asked;
  const open = uncounted(question.policy.levels).length;
  if (open === 0 || question.state !== 'open') return asked;
  const policy = fixPolicy(question.policy, question, world);
  if (uncounted(policy.levels).length === open) return asked;
  const next = { ...question, policy };
  await fixApproval(tx, approval.id, policy);
  await wantPosts(tx, run.id, 'asking');
  const people = waitedFor(next, now, world);
  const call = { run, approval, kind: 'gate-opened' } as const;
  // Whoever is asked now was not named by an earlier call; those of a later level are called when it is theirs.
  const again = uncountedNow(question, world).length > 0 && (await wereCalled(context, run.id, approval.id));
  await callPeople(context, { ...call, name: GATE }, people);
  if (again) await callPeople(context, { ...call, name: `counted${open}` }, []);
  context.audit.push({
    at: now,
    actor: 'greenlight',
    action: 'approval.counted',
    run: run.id,
    detail: {
      approval: approval.id,
      gate: approval.gatePath,
      policy: policy.id,
      counts: policy.levels.map((level) => level.map(({ count }) => count)),
    },
  });
  return { ...asked, approval: { ...approval, policy }, question: next };
}

async function wereCalled({ tx }: FlowContext, run: number, approval: number): Promise<boolean> {
  for (const { id } of await postsOfRun(tx, run))
    if ((await noticeByKey(tx, noticeKey(GATE, approval, id))) !== undefined) return true;
  return false;
}
