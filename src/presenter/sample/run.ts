import type { Phase, RunSnapshot, StepSnapshot } from '../../domain/run.ts';
import type { RunEvent, RunEventType } from '../../domain/run-event.ts';
import type { ApprovalView, RunView } from '../../domain/run-view.ts';
import { SAMPLE_POLICY } from './people.ts';

/** The same moment always: what is made of a sample can be compared. */
const START = Date.UTC(2026, 0, 15, 9, 30);
const MINUTE = 60_000;

/** Phases of the run and of its steps: build, test, sign-off, deploy, soak. */
const STATES: Readonly<Record<RunEventType, readonly [Phase, ...Phase[]]>> = {
  created: ['pending', 'pending', 'pending', 'pending', 'pending', 'pending'],
  started: ['running', 'running', 'pending', 'pending', 'pending', 'pending'],
  waiting: ['suspended', 'succeeded', 'succeeded', 'suspended', 'pending', 'pending'],
  changed: ['succeeded', 'succeeded', 'succeeded', 'succeeded', 'succeeded', 'succeeded'],
  succeeded: ['succeeded', 'succeeded', 'succeeded', 'succeeded', 'succeeded', 'succeeded'],
  failed: ['failed', 'succeeded', 'succeeded', 'succeeded', 'failed', 'skipped'],
  'timed-out': ['failed', 'succeeded', 'succeeded', 'succeeded', 'failed', 'skipped'],
  cancelled: ['terminated', 'succeeded', 'succeeded', 'succeeded', 'terminated', 'skipped'],
  rejected: ['terminated', 'succeeded', 'succeeded', 'failed', 'skipped', 'skipped'],
  paused: ['suspended', 'succeeded', 'succeeded', 'succeeded', 'succeeded', 'suspended'],
};

const ENDED: readonly Phase[] = ['succeeded', 'failed', 'terminated'];

/** A run to which that has just happened, with something in every place that a message may show. */
export function sampleRun(type: RunEventType): RunView {
  const [phase] = STATES[type];
  const endedAt = ENDED.includes(phase) ? START + 12 * MINUTE : null;
  return {
    id: 42,
    engine: 'local',
    app: 'shop',
    environment: 'prod',
    workflow: 'shop-release',
    parameters: { tag: 'v2.4.0', replicas: '3' },
    initiator: 'ada',
    initiatorName: 'Ada Park',
    phase,
    snapshot: snapshotOf(type, endedAt),
    trouble: null,
    revision: null,
    rollbackTo: null,
    createdAt: START - 2_000,
    endedAt,
    approvals: approvalsOf(type),
    undelivered: [],
    delegations: [],
  };
}

export function sampleEvent(type: RunEventType): RunEvent {
  const at = START + 12 * MINUTE;
  if (type === 'waiting') return { type, at, approval: 7, step: 'sign-off' };
  if (type === 'paused') return { type, at, step: 'soak' };
  if (type === 'changed') return { type, at, from: 'failed', to: 'succeeded' };
  return { type, at };
}

function snapshotOf(type: RunEventType, endedAt: number | null): RunSnapshot {
  const [phase, ...phases] = STATES[type];
  const timedOut = type === 'timed-out';
  const messages: Readonly<Record<string, string>> = {
    deploy: timedOut ? 'took longer than 5 min' : 'deployment/shop: ImagePullBackOff (registry answered 403)',
  };
  const names = ['build', 'test', 'sign-off', 'deploy', 'soak'];
  return {
    engine: 'local',
    ref: 'sample',
    order: 1,
    workflow: 'shop-release',
    phase,
    initiator: { name: 'Ada Park', email: 'ada@example.com' },
    images: ['registry.example.com/shop/web:v2.4.0'],
    commits: [
      {
        id: '4f9d1c27a0b3e5d6f8a9b0c1d2e3f4a5b6c7d8e9',
        repository: 'https://git.example.com/shop/web',
        message: 'Checkout keeps the basket when the card is refused\n\nFixes #311',
        author: { name: 'Ada Park', email: 'ada@example.com' },
      },
      {
        id: 'b81e77f2c9d0a1b2c3d4e5f60718293a4b5c6d7e',
        repository: 'https://git.example.com/shop/web',
        url: 'https://git.example.com/shop/web/commit/b81e77f2',
        message: '支付页支持优惠券',
        author: { name: '陈琳' },
      },
    ],
    links: [],
    steps: names.map((name, i) => step(name, phases[i] ?? 'pending', i, messages[name], timedOut)),
    gates: gatesOf(type),
    ...(type === 'created' ? {} : { startedAt: START }),
    ...(endedAt === null ? {} : { endedAt }),
  };
}

function step(
  name: string,
  phase: Phase,
  i: number,
  message: string | undefined,
  timedOut: boolean,
): StepSnapshot {
  const startedAt = START + i * 2 * MINUTE;
  return {
    path: name,
    name,
    title: name,
    type: name === 'sign-off' || name === 'soak' ? 'suspend' : 'apply',
    phase,
    ...(phase === 'pending' || phase === 'skipped' ? {} : { startedAt }),
    ...(ENDED.includes(phase) ? { endedAt: startedAt + 95_000 } : {}),
    ...(phase === 'failed' && message !== undefined ? { message } : {}),
    ...(phase === 'failed' && timedOut ? { timedOut } : {}),
    children: [],
  };
}

function gatesOf(type: RunEventType): RunSnapshot['gates'] {
  if (type === 'waiting')
    return [{ path: 'sign-off', attempt: 'a1', title: 'Release to production', message: QUESTION }];
  if (type === 'paused')
    return [{ path: 'soak', attempt: 'a1', title: 'soak', opensAt: START + 42 * MINUTE }];
  return [];
}

const QUESTION = 'Is the change announced, and is somebody on call?';

/** The question of the run, as it stands when that has happened. */
function approvalsOf(type: RunEventType): ApprovalView[] {
  if (type === 'created' || type === 'started') return [];
  const state = type === 'waiting' ? 'open' : type === 'rejected' ? 'rejected' : 'approved';
  const openedAt = START + 4 * MINUTE;
  const at = openedAt + MINUTE;
  const verdict = state === 'rejected' ? 'reject' : 'approve';
  const vote = { person: 'ben', verdict, at } as const;
  const votes = state === 'open' ? [] : [vote];
  return [
    {
      id: 7,
      gatePath: 'sign-off',
      gateAttempt: 'a1',
      round: 0,
      title: 'Release to production',
      message: QUESTION,
      state,
      withdrawnBecause: null,
      withdrawnBy: null,
      openedAt,
      settledAt: state === 'open' ? null : at,
      escalated: false,
      question: {
        policy: SAMPLE_POLICY,
        openedAt,
        initiator: 'ada',
        authors: ['ada'],
        state,
        votes: votes.map((one) => ({ ...one, seat: 'ben', level: 0 })),
      },
      votes: votes.map((one) => ({
        ...one,
        seat: null,
        reason: state === 'rejected' ? 'not on a Friday' : null,
        fields: null,
        breakGlass: false,
        platform: 'slack',
      })),
    },
  ];
}
