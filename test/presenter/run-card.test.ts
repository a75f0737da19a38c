import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Card, Text } from '../../src/domain/card.ts';
import { createDirectory, type Language } from '../../src/domain/directory.ts';
import { type Delegation, NOBODY, type Policy } from '../../src/domain/policy.ts';
import type { Phase, RunSnapshot, StepSnapshot } from '../../src/domain/run.ts';
import type { ApprovalView, RunView, VoteView } from '../../src/domain/run-view.ts';
import { runCard } from '../../src/presenter/run-card.ts';

const people = ['ada', 'ben', 'chen', 'dana'].map((id) => ({
  id,
  name: id[0]?.toUpperCase() + id.slice(1),
  language: 'en' as const,
  accounts: {},
}));
const plain = createDirectory({ language: 'en', platforms: [], apps: [], people });
/** Lists may name the group `sre` too. */
const directory = {
  ...plain,
  world: () => ({
    delegations: [] as readonly Delegation[],
    undelivered: [] as { to: string; because: string }[],
    knows: () => true,
    peopleOf: (list: readonly string[]) =>
      new Set(list.flatMap((id) => (id === 'sre' ? ['chen', 'dana'] : [id]))),
  }),
};

/** The same lists without somebody who has left. */
function without(gone: string): (list: readonly string[]) => Set<string> {
  return (list) => new Set([...directory.world().peopleOf(list)].filter((id) => id !== gone));
}

const OPENED = Date.UTC(2026, 11, 1, 9);

const POLICY: Policy = {
  ...NOBODY,
  id: 'production',
  levels: [
    [
      { count: 1, of: ['ben'] },
      { count: 1, of: ['sre'] },
    ],
    [{ count: 1, of: ['dana'] }],
  ],
  fields: [{ name: 'ticket', label: 'Change ticket', required: true, options: [] }],
  expiresMs: 4 * 3_600_000,
  escalation: { afterMs: 3_600_000, to: ['dana'] },
};

function vote(person: string, level: number, more: Partial<VoteView> = {}): VoteView & { level: number } {
  const common = { seat: null, verdict: 'approve', reason: null, fields: null, breakGlass: false } as const;
  return { ...common, person, level, platform: null, at: OPENED + 60_000, ...more };
}

/** What the card says of its question, each line for itself; a moment is its distance from the opening, in minutes. */
function said(
  more: Partial<ApprovalView>,
  { votes = [], policy = POLICY, language = 'en' }: Partial<Said> = {},
  known = directory,
): string[] {
  const question = {
    policy,
    openedAt: OPENED,
    initiator: 'ada',
    authors: [],
    state: more.state ?? 'open',
    votes: votes.map(({ person, seat, verdict, level, at }) => {
      return { person, seat: seat ?? person, verdict, level, at };
    }),
  };
  const approval: ApprovalView = {
    id: 1,
    gatePath: 'go',
    gateAttempt: 'a',
    round: 0,
    title: 'go',
    message: null,
    state: 'open',
    withdrawnBecause: null,
    withdrawnBy: null,
    openedAt: OPENED,
    settledAt: null,
    escalated: false,
    question,
    votes,
    ...more,
  };
  return linesOf(runCard({ ...RUN, approvals: [approval] }, known, language));
}

type Said = { votes: (VoteView & { level: number })[]; policy: Policy; language: Language };

const RUN: RunView = {
  id: 7,
  engine: 'local',
  app: 'shop',
  environment: 'prod',
  workflow: 'shop-prod',
  parameters: {},
  initiator: 'ada',
  initiatorName: null,
  phase: 'suspended',
  snapshot: null,
  trouble: null,
  revision: null,
  rollbackTo: null,
  createdAt: OPENED,
  endedAt: null,
  delegations: [],
  undelivered: [],
  approvals: [],
};

function linesOf({ parts }: Card): string[] {
  return parts.flatMap((part) => (part.kind === 'text' ? textOf(part.text).split('\n') : []));
}

function textOf(text: Text): string {
  return text
    .map((span) => {
      if (typeof span === 'string') return span;
      if (span.kind === 'time') return `[${(span.at - OPENED) / 60_000}]`;
      return span.kind === 'mention' ? span.name : span.text;
    })
    .join('');
}

test('a card says who holds the run or a step by hand and how it goes on, and which run it runs once more', () => {
  const snapshot = {
    engine: 'local',
    ref: '1',
    order: 1,
    workflow: 'shop-prod',
    phase: 'suspended',
    links: [],
    steps: [],
    gates: [],
    held: [{ by: 'Ada' }, { by: 'Ben', step: 'g/go', title: 'Go live' }],
  } as const satisfies RunSnapshot;
  const card = (language: Language) => runCard({ ...RUN, snapshot, restartOf: 3 }, directory, language);
  assert.deepEqual(linesOf(card('en')), [
    '⏸ Suspended by Ada: nothing new begins until /flow resume 7',
    '⏸ “Go live” is suspended by Ben: it does not begin until /flow resume 7',
  ]);
  assert.equal(linesOf(card('zh'))[1], '⏸ “Go live”已由 Ben 暂停：在 /flow resume 7 之前不会开始');
  const fields = card('en').parts.find((part) => part.kind === 'fields');
  assert.deepEqual(fields?.fields.at(-1), { label: 'Restart of', value: ['#3'] });
});

test('an open question says whom it waits for on which level, and when it ends', () => {
  assert.deepEqual(said({}), [
    '⏸ go',
    'Waiting for: Ben + 1 of sre · level 1 of 2 · since [0]',
    '⌛ Rejected by itself at [240]',
  ]);
  assert.deepEqual(said({}, { language: 'zh' }), [
    '⏸ go',
    '等待：Ben + sre 中的 1 人 · 第 1 级，共 2 级 · 始于 [0]',
    '⌛ 自动拒绝时间 [240]',
  ]);
  const cancels = { ...POLICY, expired: 'cancel' as const };
  assert.equal(said({}, { policy: cancels }).at(-1), '⌛ The run is cancelled by itself at [240]');
});

test('votes so far stand in it with what was filled in, by its label', () => {
  const votes = [vote('ben', 0, { fields: { ticket: 'OPS-7', old: 'x' }, reason: 'green' })];
  assert.deepEqual(said({}, { votes }).slice(1, -1), [
    '✅ Approved by Ben · [1]',
    'Change ticket: OPS-7',
    'Reason: green',
    'Waiting for: sre · level 1 of 2 · since [0]',
  ]);
});

test('all of several people are not called some of them, a group always is', () => {
  const of = (count: number, ...names: string[]): string =>
    said({}, { policy: { ...POLICY, levels: [[{ count, of: names }]] } })[1] ?? '';
  assert.match(of(2, 'ben', 'chen'), /^Waiting for: Ben \+ Chen · since/);
  assert.match(of(2, 'ben', 'chen', 'dana'), /^Waiting for: 2 of Ben, Chen, Dana · since/);
  assert.match(of(2, 'sre'), /^Waiting for: 2 of sre · since/);
  assert.match(of(1, 'ben', 'chen'), /^Waiting for: Ben, Chen · since/);
  // Ada started it and may not approve it.
  assert.match(of(2, 'ada', 'ben', 'chen'), /^Waiting for: Ben \+ Chen · since/);
});

test('all of a group that could not be read is said to be so, beside whom it waits for already', () => {
  const levels = [
    [
      { count: 1, of: ['ben'] },
      { count: 'all', of: ['sre', 'dana'] },
    ],
  ] as const;
  const line = (language: 'en' | 'zh', voted: readonly VoteView[]): string | undefined => {
    const votes = voted.map((one) => ({ ...one, level: 0 }));
    return said({}, { votes, policy: { ...POLICY, levels }, language }).find((one) =>
      /Waiting|等待/.test(one),
    );
  };
  const english = 'all of sre, Dana: who that is cannot be read from the chat yet, so nobody can be counted';
  assert.equal(line('en', []), `Waiting for: Ben + ${english} · since [0]`);
  assert.equal(line('en', [vote('ben', 0)]), `Waiting for: ${english} · since [0]`);
  assert.match(line('zh', []) ?? '', /等待：Ben \+ sre、Dana 全体：暂时无法从聊天平台读取成员/);
});

test('an escalated question says who may approve it too now, and names nobody twice', () => {
  const votes = [vote('ben', 0), vote('chen', 0)];
  assert.deepEqual(said({ escalated: true }, { votes }).slice(3, 5), [
    '⏫ Not decided in time: Dana may approve it too now.',
    'Waiting for: Dana · level 2 of 2 · since [0]',
  ]);
  assert.equal(
    said({ escalated: true }, { votes, language: 'zh' })[3],
    '⏫ 未在时限内决定，以下人员现在也可以批准：Dana',
  );
});

test('what changed is said on the question that is over and on the one that is asked again', () => {
  assert.deepEqual(said({ state: 'withdrawn', withdrawnBecause: 'changed' }), [
    '🔁 go · what is to be deployed has changed, so it is asked again',
  ]);
  assert.match(said({ round: 1 })[1] ?? '', /^🔁 What is to be deployed has changed: earlier votes/);
  assert.match(said({ round: 1 }, { language: 'zh' })[1] ?? '', /^🔁 待部署的内容已变更/);
});

test('who closed a gate in the engine is said where the engine tells it, before a vote and after one', () => {
  const closed = { state: 'withdrawn', withdrawnBecause: 'gate-closed' } as const;
  assert.deepEqual(said(closed), ['⏏️ go · closed in the engine, not decided here']);
  assert.deepEqual(said({ ...closed, withdrawnBy: 'vela' }), [
    '⏏️ go · closed in the engine by vela, not decided here',
  ]);
  const late = (note: string | null) =>
    said({ state: 'approved', call: { state: 'elsewhere', note } }, { votes: [vote('ben', 0)] }).at(-1);
  assert.equal(late(null), '⚠️ The step had been closed in the engine before this decision arrived');
  assert.equal(late('vela'), '⚠️ The step had been closed in the engine by vela before this decision arrived');
});

test('an approval by break-glass names the one who did it alone, whoever voted before', () => {
  const votes = [vote('ben', 0), vote('dana', 0, { breakGlass: true, reason: 'fire' })];
  assert.deepEqual(said({ state: 'approved' }, { votes }), [
    '🚨 go · Break-glass: approved alone by Dana · [1]',
    'Reason: fire',
  ]);
});

test('a question that ended by itself says how and when', () => {
  assert.deepEqual(said({ state: 'expired', settledAt: OPENED + 240 * 60_000 }), [
    '⌛ go · nobody decided in time, so it was rejected · [240]',
  ]);
});

test('a level that too few people are left for is said, with what helps', () => {
  const policy: Policy = {
    ...POLICY,
    levels: [[{ count: 2, of: ['ben', 'chen', 'gone'] }]],
    breakGlass: ['ada'],
  };
  const away = { ...directory, world: () => ({ ...directory.world(), peopleOf: without('gone') }) };
  assert.deepEqual(said({}, { policy }, away).slice(1, -1), [
    'Waiting for: 2 of Ben, Chen, gone · since [0]',
  ]);
  const both = { ...policy, levels: [[{ count: 3, of: ['ben', 'chen', 'gone'] }]] };
  assert.deepEqual(said({}, { policy: both }, away).slice(2, -1), [
    '⚠️ Level 1 cannot be filled, even by everybody who may approve now: 1 too few.',
    'What helps: Dana may approve too from [60] · break-glass by Ada · rejecting it · cancelling the run (/flow cancel) · an operator who adds people to its groups, or changes the policy and starts a new run',
  ]);
  assert.deepEqual(said({}, { policy: both, language: 'zh' }, away).slice(2, 3), [
    '⚠️ 第 1 级无法凑齐：即使现在有权的人全部批准，仍缺 1 人。',
  ]);
  const late = said({ escalated: true }, { policy: both }, away);
  assert.ok(!late.some((line) => line.includes('cannot be filled')), 'Dana is asked too');
});

test('what somebody handed over since counts for the card, whenever it was', () => {
  const levels = [[{ count: 1, of: ['ben'] }], [{ count: 1, of: ['ben', 'chen'] }]];
  const policy: Policy = { ...NOBODY, id: 'p', levels };
  const votes = [vote('chen', 0, { seat: 'ben' })];
  const short = (world: typeof directory): boolean =>
    said({}, { policy, votes }, world).some((line) => line.includes('cannot be filled'));
  const given = (...delegations: Delegation[]): typeof directory => ({
    ...directory,
    world: () => ({ ...directory.world(), delegations }),
  });
  const ben = { from: 'ben', to: 'chen', since: 0, until: OPENED + 1 };
  assert.equal(short(given({ ...ben, until: OPENED + 600_000 })), true);
  const chen = { from: 'chen', to: 'dana', since: OPENED + 300_000, until: OPENED + 900_000 };
  assert.equal(short(given({ ...ben, until: OPENED + 600_000 }, chen)), false);
});

test('a level is never counted higher than there are', () => {
  const votes = [vote('ben', 0), vote('chen', 0), vote('dana', 1)];
  assert.match(said({}, { votes }).find((line) => line.startsWith('Waiting')) ?? '', /level 2 of 2/);
});

test('the steps of a group stand under it, and only they are counted', () => {
  const step = (path: string, title: string, phase: Phase, children: StepSnapshot[] = []): StepSnapshot => {
    const name = path.split('/').at(-1) ?? path;
    return { path, name, title, type: 'suspend', phase, children };
  };
  const inside = [step('checks/dba', 'Ask the DBA', 'suspended'), step('checks/smoke', 'smoke', 'succeeded')];
  const steps = [step('checks', 'Checks', 'suspended', inside), step('place', 'place', 'pending')];
  const gates = [{ path: 'checks/dba', attempt: 'a', title: 'Ask the DBA' }];
  const snapshot = { engine: 'local', ref: '7', order: 1, workflow: 'w', phase: 'suspended' as const };
  const view = { ...RUN, snapshot: { ...snapshot, links: [], steps, gates } };
  const { parts } = runCard(view, directory, 'en');
  assert.deepEqual(
    parts.find((part) => part.kind === 'progress'),
    { kind: 'progress', done: 1, total: 3 },
  );
  const lines = parts.flatMap((part) => (part.kind === 'steps' ? part.steps : []));
  assert.deepEqual(
    lines.map(({ depth, title, mark }) => [depth, title, mark]),
    [
      [0, 'Checks', 'waiting'],
      [1, 'Ask the DBA', 'waiting'],
      [1, 'smoke', 'done'],
      [0, 'place', 'pending'],
    ],
  );
});

test('a card says what is deployed, what is decided elsewhere, and that it is hearsay; its foot leads to the run at its engine', () => {
  const snapshot: RunSnapshot = {
    engine: 'zadig',
    ref: 'a/b/1',
    order: 1,
    hearsay: true,
    workflow: 'a/b',
    phase: 'suspended',
    images: ['registry/api:1', 'registry/web:1'],
    commits: [{ id: 'c0ffee1234567', message: 'Paid once\n\nmore', author: { name: 'Ada' } }],
    elsewhere: [
      { path: 's/go', title: 'go', where: 'workwx' },
      { path: 's/both', title: 'both', where: 'zadig', missing: 2 },
    ],
    links: [{ title: 'Zadig #1', url: 'https://zadig.example.com/1' }],
    steps: [],
    gates: [],
  };
  const card = (language: Language): Card => runCard({ ...RUN, snapshot }, directory, language);
  assert.deepEqual(linesOf(card('en')), [
    'Images: registry/api:1 · registry/web:1',
    'c0ffee1 Paid once — Ada',
    'ℹ️ As a message of its engine told it; the run itself could not be read yet.',
    '⏳ “go” waits for people in WeCom: it can only be decided there',
    '⏳ “both” waits for 2 more in Zadig: it can only be decided there',
  ]);
  assert.deepEqual(linesOf(card('zh')).slice(2), [
    'ℹ️ 内容来自引擎发送的通知；尚未能读取运行本身。',
    '⏳ “go”正在 企业微信 中等待处理：只能在那里决定',
    '⏳ “both”还需 2 人在 Zadig 中同意：只能在那里决定',
  ]);
  assert.deepEqual(card('en').parts.at(-1), {
    kind: 'footnote',
    text: [
      'Details: /flow status 7',
      ' · ',
      { kind: 'link', text: 'Zadig #1', url: 'https://zadig.example.com/1' },
    ],
  });
});

test('what the engine says of the course of a run stands in the language of the reader, on its steps and below', () => {
  const rejected: StepSnapshot = {
    path: 'ask',
    name: 'ask',
    title: 'Sign-off',
    type: 'suspend',
    phase: 'failed',
    message: 'rejected by Ben: not today',
    says: [{ code: 'rejected-because', data: { by: 'Ben', why: 'not today' } }],
    startedAt: OPENED,
    endedAt: OPENED + 5_000,
    children: [],
  };
  const snapshot: RunSnapshot = {
    engine: 'local',
    ref: '7',
    order: 1,
    workflow: 'w',
    phase: 'failed',
    message: 'Sign-off: rejected by Ben: not today',
    says: [{ of: ['Sign-off'], code: 'rejected-because', data: { by: 'Ben', why: 'not today' } }],
    links: [],
    gates: [],
    steps: [rejected],
  };
  const card = (language: Language) => {
    const shown = runCard({ ...RUN, phase: 'failed', snapshot }, directory, language);
    const steps = shown.parts.flatMap((part) => (part.kind === 'steps' ? part.steps : []));
    return { steps: steps.map(({ note = [] }) => textOf(note)), below: linesOf(shown)[0] };
  };
  assert.deepEqual(card('zh'), {
    steps: ['5 秒 · Ben 已拒绝：not today'],
    below: 'Sign-off：Ben 已拒绝：not today',
  });
  assert.deepEqual(card('en'), { steps: ['5 s · rejected by Ben: not today'], below: snapshot.message });
});
