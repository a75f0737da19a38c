import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createDirectory, type Language } from '../../src/domain/directory.ts';
import { type Delegation, NOBODY, type Policy } from '../../src/domain/policy.ts';
import { advance } from '../../src/domain/question.ts';
import type { Question } from '../../src/domain/question-rights.ts';
import { explainQuestion } from '../../src/presenter/explain-question.ts';

const directory = createDirectory({
  language: 'en',
  platforms: [],
  apps: [],
  people: ['ada', 'ben', 'chen', 'dana'].map((id) => ({
    id,
    name: id[0]?.toUpperCase() + id.slice(1),
    language: 'en',
    accounts: {},
  })),
});

const OPENED = Date.UTC(2026, 11, 1, 9);
const HOUR = 3_600_000;

const POLICY: Policy = {
  ...NOBODY,
  id: 'production',
  levels: [
    [
      { count: 1, of: ['ben'] },
      { count: 1, of: ['chen'] },
    ],
    [{ count: 1, of: ['ada', 'dana'] }],
  ],
  rejecters: ['ben', 'chen'],
  rejections: 2,
  breakGlass: ['ada'],
  expiresMs: 4 * HOUR,
  escalation: { afterMs: 2 * HOUR, to: ['dana'] },
};

const QUESTION: Question = {
  policy: POLICY,
  openedAt: OPENED,
  initiator: 'ada',
  authors: [],
  state: 'open',
  votes: [],
};

function explain(
  id: string,
  question: Question,
  {
    at = OPENED + 60_000,
    delegations = [],
    language = 'en',
  }: Partial<{ at: number; delegations: Delegation[]; language: Language }> = {},
): string[] {
  const person = directory.person(id);
  assert.ok(person);
  const moment = { question, at, world: directory.world(delegations), directory, language };
  return explainQuestion(moment, { run: 42, title: 'Go on', gate: 'approve' }, person);
}

function after(question: Question, person: string, verdict: 'approve' | 'reject'): Question {
  const outcome = advance(question, { kind: 'vote', person, verdict, at: OPENED + 1 }, directory.world([]));
  assert.ok(outcome.moved);
  return outcome.question;
}

describe('why somebody may or may not decide', () => {
  test('an approver of the level that is asked; what is missing and what time brings', () => {
    assert.deepEqual(explain('ben', QUESTION), [
      '“Go on” of run #42 (step approve) asks by the policy production. It is open.',
      'Ben may approve: it counts on level 1 of 2.',
      'Ben may reject: 1 of the 2 rejections that end it.',
      'Ben may not break glass. Those who may: Ada.',
      'Level 1 of 2 waits for 1 of Ben. Those who can now: Ben.',
      'Level 1 of 2 waits for 1 of Chen. Those who can now: Chen.',
      'After that comes level 2 of 2: 1 of Ada, Dana.',
      'Rejections until it ends: 2. Those who can reject now: Ben, Chen.',
      'From 2026-12-01 11:00 UTC on these may approve too: Dana.',
      'When nobody decides until 2026-12-01 13:00 UTC: it is rejected.',
    ]);
  });

  test('who started the run, who wrote it, and who may break glass', () => {
    const [, approve, reject, breakGlass] = explain('ada', QUESTION);
    assert.deepEqual(
      [approve, reject, breakGlass],
      [
        'Ada may not approve: Ada started this run, and the policy forbids to approve one’s own.',
        'Ada may not reject. Those who may: Ben, Chen.',
        'Ada may break glass: approve alone and at once. Everybody is told.',
      ],
    );
    assert.equal(
      explain('ben', { ...QUESTION, authors: ['ben'] })[1],
      'Ben may not approve: Ben wrote something of what is deployed, and the policy forbids to approve one’s own.',
    );
  });

  test('a run of which nobody knows who started it', () => {
    assert.match(
      explain('ben', { ...QUESTION, initiator: undefined })[1] ?? '',
      /nobody knows who started this run/,
    );
  });

  test('a vote that is there already, a level that is not asked, and the last vote', () => {
    const half = after(QUESTION, 'ben', 'approve');
    assert.deepEqual(explain('ben', half).slice(1, 3), [
      'Ben has voted on level 1: approved.',
      'Ben has done so already (approve). Revoking takes it back.',
    ]);
    assert.equal(
      explain('dana', half)[2],
      'Dana is named, but has no free place on level 1 of 2, which is asked now.',
    );
    const full = after(half, 'chen', 'approve');
    assert.equal(explain('dana', full)[3], 'Dana may approve, and with that the step goes on.');
    const doubted = after(full, 'ben', 'reject');
    assert.ok(explain('chen', doubted).includes('Chen may reject, and with that it is over.'));
  });

  test('in the place of somebody, but not of one who must not approve it either', () => {
    const away = (from: string, to: string): Delegation[] => [
      { from, to, since: 0, until: Number.POSITIVE_INFINITY },
    ];
    const all = explain('dana', QUESTION, { delegations: away('ben', 'dana') });
    const [, approve, reject] = all;
    assert.ok(
      all.includes('Level 1 of 2 waits for 1 of Ben. Those who can now: Ben, Dana for Ben.'),
      all.join('\n'),
    );
    assert.equal(approve, 'Dana may approve: it counts on level 1 of 2. That counts in the place of Ben.');
    assert.equal(
      reject,
      'Dana may reject: 1 of the 2 rejections that end it. That counts in the place of Ben.',
    );
    const alone = { ...QUESTION, policy: { ...POLICY, levels: [[{ count: 1, of: ['ada'] }]] } };
    const [, onlyOwn] = explain('ben', alone, { delegations: away('ada', 'ben') });
    assert.equal(
      onlyOwn,
      'Ben may not approve: it would be in the place of Ada only, who must not approve it either.',
    );
  });

  test('when nobody can approve it any more, the ways out', () => {
    const alone = { ...QUESTION, policy: { ...POLICY, levels: [[{ count: 1, of: ['ada'] }]] } };
    assert.ok(
      explain('ben', alone).includes(
        'As things are nobody can approve it. It can be rejected or cancelled, or an operator changes the policy.',
      ),
    );
  });

  test('votes that are enough, but that no vote has settled', () => {
    const vote = { person: 'ben', seat: 'ben', verdict: 'approve', level: 0, at: OPENED } as const;
    const policy = { ...POLICY, levels: [[{ count: 1, of: ['ben'] }]] };
    const lines = explain('chen', { ...QUESTION, policy, votes: [vote] });
    assert.ok(
      lines.includes(
        'The votes are enough since somebody came back to a group: it is approved without another one.',
      ),
    );
    assert.doesNotMatch(lines.join(' '), /nobody can approve/);
  });

  test('a question that is over says so, and nothing of what is missing', () => {
    assert.deepEqual(explain('ben', { ...QUESTION, state: 'rejected' }), [
      '“Go on” of run #42 (step approve) asks by the policy production. It is rejected.',
      'Ben has the right to approve, but it is rejected already.',
      'Ben has the right to reject, but it is rejected already.',
      'Ben may not break glass. Those who may: Ada.',
    ]);
    assert.equal(
      explain('ben', QUESTION, { at: OPENED + 5 * HOUR })[1],
      'Ben has the right to approve, but the time for it ended at 2026-12-01 13:00 UTC.',
    );
  });

  test('all of it in Chinese', () => {
    assert.deepEqual(explain('ben', QUESTION, { language: 'zh' }), [
      '运行 #42 的“Go on”（步骤 approve）按策略 production 审批，当前状态：等待中。',
      'Ben 可以批准：计入第 1 级（共 2 级）。',
      'Ben 可以拒绝：将是第 1 票拒绝，满 2 票即结束。',
      'Ben 无权紧急放行。有权的人：Ada。',
      '第 1 级（共 2 级）还需 Ben 中的 1 人。现在可以批准的人：Ben。',
      '第 1 级（共 2 级）还需 Chen 中的 1 人。现在可以批准的人：Chen。',
      '之后是第 2 级（共 2 级）：Ada、Dana 中的 1 人。',
      '还差 2 票拒绝即结束。现在可以拒绝的人：Ben、Chen。',
      '自 2026-12-01 11:00 UTC 起，以下人员也可批准：Dana。',
      '若到 2026-12-01 13:00 UTC 仍无人决定：自动拒绝。',
    ]);
  });
});
