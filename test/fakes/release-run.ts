import type { Fact } from '../../src/channels/channel.ts';
import type { RunSnapshot, StepSnapshot } from '../../src/domain/run.ts';
import type { RunEvent } from '../../src/domain/run-event.ts';
import type { RunFact } from '../../src/domain/run-fact.ts';

/** When the run of this file was asked for, in milliseconds since the epoch. */
export const ASKED_AT = Date.UTC(2026, 0, 1, 9, 30);

const IMAGE = 'registry.example.com/shop/cart:2026.1.1-7';

/** Three stages that went well: build, deploy, test. `seconds` since it was asked for. */
export function releaseRun(more: Partial<RunFact> = {}, snapshot: Partial<RunSnapshot> = {}): RunFact {
  return {
    number: 42,
    engine: 'ci',
    workflow: 'cart-release',
    app: { id: 'cart', title: 'Cart' },
    environment: 'staging',
    parameters: { tag: '2026.1.1-7' },
    phase: 'succeeded',
    outcome: 'succeeded',
    createdAt: ASKED_AT,
    endedAt: ASKED_AT + 95_400,
    initiator: {
      id: 'ada',
      name: 'Ada',
      email: 'ada@example.com',
      phone: '+8613800138000',
      ids: { zadig: '7c9e6679-7425-40de-944b-e07fc1f90ae7' },
    },
    url: 'https://greenlight.example/runs/token',
    approvals: [],
    snapshot: {
      engine: 'ci',
      ref: 'shop/cart-release/317',
      order: 12,
      project: 'shop',
      number: 317,
      workflow: 'cart-release',
      workflowTitle: '购物车发布',
      phase: 'succeeded',
      links: [],
      steps: [
        step('build', '构建', 2, 40, [step('build-cart', 'cart-构建', 2, 40, [], 'zadig-build', build)]),
        step('deploy', '部署 staging', 40, 61, [
          step('deploy-cart', 'cart-部署', 40, 61, [], 'zadig-deploy', deploy),
        ]),
        step('smoke', '冒烟测试', 61, 95, [step('smoke-cart', 'smoke-cart', 61, 95, [], 'zadig-test')]),
      ],
      gates: [],
      startedAt: ASKED_AT + 2_000,
      endedAt: ASKED_AT + 95_400,
      ...snapshot,
    },
    ...more,
  };
}

const build: StepSnapshot['details'] = {
  repositories: [
    {
      source: 'gitlab',
      owner: 'shop',
      namespace: 'shop/backend',
      name: 'cart',
      branch: 'release',
      commit: {
        id: '9b2c61f0a7d14c9fb0e3f5d8126a4c7e90d3b518',
        url: 'https://gitlab.example.com/shop/backend/cart/-/commit/9b2c61f0',
        message: 'Count items of a cart once',
      },
    },
  ],
  image: IMAGE,
};

const deploy: StepSnapshot['details'] = {
  deploys: { environment: 'staging', service: 'cart', modules: [{ name: 'cart-api', image: IMAGE }] },
};

/** `from` and `to` in seconds after the run was asked for. */
export function step(
  path: string,
  title: string,
  from: number,
  to: number,
  children: StepSnapshot[] = [],
  type = 'step-group',
  details?: StepSnapshot['details'],
): StepSnapshot {
  return {
    path,
    name: path,
    title,
    type,
    phase: 'succeeded',
    startedAt: ASKED_AT + from * 1000,
    endedAt: ASKED_AT + to * 1000,
    ...(details === undefined ? {} : { details }),
    children,
  };
}

export function factOf(event: RunEvent, run: RunFact = releaseRun()): Fact {
  return { type: `run.${event.type}`, subject: `run/${run.number}`, at: event.at, event, run };
}
