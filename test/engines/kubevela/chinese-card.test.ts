/** What we wrote into a run of KubeVela is read in Chinese; what KubeVela wrote stays as it is. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { RunSnapshot } from '../../../src/domain/run.ts';
import { tell } from '../../../src/engines/common/told.ts';
import { endedForm } from '../../../src/engines/kubevela/form/ended.ts';
import { condition, typeOfAct, typeOfWait } from '../../../src/engines/kubevela/form/journal.ts';
import { sayingText } from '../../../src/presenter/saying-text.ts';
import { chineseCard, latinIn } from '../../presenter/chinese-card.ts';
import { fixture, snapshotOf } from './documents.ts';

const REJECTED = 'rejected by Ben: the canary is red';

/** A run that was rejected by that message; `marked`: by us, as the conditions say. */
function rejected(message: string, marked: boolean): RunSnapshot {
  const document = fixture('run-terminated-by-reject');
  const { steps } = document.status as unknown as { steps: { phase: string; message?: string }[] };
  for (const step of steps) if (step.phase === 'failed') step.message = message;
  const mark = condition(typeOfWait('x'), 'Rejected', { hash: '0'.repeat(16), by: 'Ben' }, 0);
  document.status = { ...document.status, conditions: marked ? [mark] : [] };
  return snapshotOf(document);
}

it('a rejection of ours has codes, with its reason and without; the same words of somebody else have none', () => {
  const ours = rejected(REJECTED, true);
  const step = ours.steps.find(({ phase }) => phase === 'failed');
  assert.deepEqual(step?.says, [{ code: 'rejected-because', data: { by: 'Ben', why: 'the canary is red' } }]);
  assert.equal(step?.message, REJECTED);
  assert.equal(sayingText(ours, 'en'), ours.message);
  assert.match(sayingText(ours, 'zh') ?? '', /：Ben 已拒绝：the canary is red$/);
  assert.match(sayingText(rejected('rejected by Ben', true), 'zh') ?? '', /：Ben 已拒绝$/);
  for (const other of [rejected('rejected by Chen', true), rejected(REJECTED, false)]) {
    assert.ok(!('says' in other));
    assert.equal(sayingText(other, 'zh'), other.message);
  }
});

it('a cancel of ours, a step that is tried again and a run that is gone are read in Chinese', () => {
  const document = fixture('run-terminated-by-reject');
  const { steps } = document.status as unknown as { steps: { phase: string; message?: string }[] };
  for (const step of steps) if (step.phase === 'failed') step.message = 'cancelled by Ada';
  const mark = condition(typeOfAct('k'), 'Cancelled', { hash: '0'.repeat(16), by: 'Ada' }, 0);
  document.status = { ...document.status, conditions: [mark] };
  assert.match(sayingText(snapshotOf(document), 'zh') ?? '', /：Ada 已取消$/);

  const again = fixture('run-failed-action');
  const status = again.status as unknown as {
    finished: boolean;
    steps: { phase: string; reason: string; message: string }[];
  };
  status.finished = false;
  for (const step of status.steps)
    if (step.phase === 'failed') Object.assign(step, { reason: 'Execute', message: 'connection refused' });
  const retried = snapshotOf(again).steps.find(({ phase, message }) => phase === 'running' && message);
  assert.equal(retried?.message, 'retrying: connection refused');
  assert.equal(sayingText(retried ?? {}, 'zh'), '正在重试：connection refused');

  const gone = endedForm(rejected(REJECTED, true), tell('deleted-in-cluster'), 1);
  assert.equal(gone.message, 'deleted in the cluster');
  assert.equal(sayingText(gone, 'zh'), '已在集群中被删除');
});

it('a Chinese card has no English sentence of ours', () => {
  const snapshot = rejected(REJECTED, true);
  const names = snapshot.steps.flatMap(({ title, children }) => [title, ...children.map((one) => one.title)]);
  const known = [...names, 'Ben', 'the canary is red', snapshot.workflow, 'shop'];
  assert.deepEqual(latinIn(chineseCard(snapshot), known), []);
});
