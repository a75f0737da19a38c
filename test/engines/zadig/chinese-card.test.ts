/** Who decided and who cancelled a task of Zadig is read in the reader's language; programs get the marks of before. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { RunSnapshot } from '../../../src/domain/run.ts';
import { Task } from '../../../src/engines/zadig/document/task.ts';
import { commentOf } from '../../../src/engines/zadig/form/approval.ts';
import { snapshotOfTask } from '../../../src/engines/zadig/form/task-form.ts';
import { sayingText } from '../../../src/presenter/saying-text.ts';
import { chineseCard, latinIn } from '../../presenter/chinese-card.ts';
import { BOT, job, taskDocument, user } from './documents.ts';

const PLACE = { engine: 'zadig', url: 'https://zadig.example.com', roomOf: () => undefined };
const REF = { project: 'team', workflow: 'release-dev', task: 12 };

function formOf(document: unknown): RunSnapshot {
  return snapshotOfTask(PLACE, REF, Task.parse(document), 1, { account: BOT });
}

/** A task that ended at its approval. */
function decided(status: string, users: Record<string, unknown>[], error = ''): RunSnapshot {
  const spec = { type: 'native', native_approval: { approve_users: users } };
  const approval = { ...job('go', 'go', 'approval', status, 1, 2, spec), error };
  return formOf(taskDocument({ status, stages: [{ name: 'ask', status, jobs: [approval] }] }));
}

const vote = (verdict: string, comment: string) => ({
  reject_or_approve: verdict,
  comment,
  operation_time: 5,
});

it('each who decided is named with what they said, the person for whom our account did it before all', () => {
  const ours = vote('approve', commentOf('Chen', 'looks: good', 'a1b2c3d4e5f6'));
  const users = [user(BOT, ours), user({ uid: 'u-li', name: '李雷' }, vote('reject', ''))];
  const run = decided('reject', users, 'the pod is gone');
  const step = run.steps[0]?.children[0];
  assert.ok(step);
  assert.equal(step.message, '✓ Chen: looks: good · ✗ 李雷 · the pod is gone');
  assert.equal(sayingText(step, 'en'), 'approved by Chen: looks: good; rejected by 李雷; the pod is gone');
  assert.equal(sayingText(step, 'zh'), 'Chen 已批准：looks: good；李雷 已拒绝；the pod is gone');
  assert.equal(run.message, `go: ${step.message}`);
  assert.equal(sayingText(run, 'zh'), `go：${sayingText(step, 'zh')}`);
});

it('what Zadig alone says has no code, and a comment of nobody stands as it is', () => {
  const failed = decided('failed', [], 'the pod is gone').steps[0]?.children[0];
  assert.deepEqual([failed?.message, failed?.says], ['the pod is gone', undefined]);
  const nobody = decided('reject', [user({ uid: 'u-x', name: '' }, vote('reject', ''))]);
  assert.equal(sayingText(nobody.steps[0]?.children[0] ?? {}, 'zh'), '✗');
});

it('whoever cancelled a task is named, unless it was whoever started it', () => {
  const cancelled = (task_revoker: string) => formOf(taskDocument({ status: 'cancelled', task_revoker }));
  const run = cancelled('李雷');
  assert.equal(run.message, '✗ 李雷');
  assert.equal(sayingText(run, 'en'), 'cancelled by 李雷');
  assert.equal(sayingText(run, 'zh'), '李雷 已取消');
  assert.equal(cancelled('ada').message, undefined);
});

it('a Chinese card has no English sentence of ours', () => {
  const users = [user(BOT, vote('reject', commentOf('Chen', 'the canary is red', 'a1b2c3d4e5f6')))];
  const known = ['Chen', 'the canary is red', 'ask', 'go', 'team/release-dev', 'Release', 'Zadig', 'ada'];
  assert.deepEqual(latinIn(chineseCard(decided('reject', users)), known), []);
  const cancelled = formOf(taskDocument({ status: 'cancelled', task_revoker: '李雷', stages: [] }));
  assert.deepEqual(latinIn(chineseCard(cancelled), known), []);
});
