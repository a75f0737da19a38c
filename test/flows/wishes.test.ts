import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDirectory } from '../../src/domain/directory.ts';
import { anyOf } from '../../src/domain/policy.ts';
import type { RunSnapshot } from '../../src/domain/run.ts';
import { observe } from '../../src/flows/observe.ts';
import { approvalsOfRun } from '../../src/store/approvals.ts';
import { newestObserved } from '../../src/store/engine-memory.ts';
import { runByRef } from '../../src/store/runs.ts';
import { openFlowUnit } from './flow-unit.ts';

const person = (id: string) => ({ id, name: id, language: 'en' as const, accounts: {} });
const strict = anyOf('strict', ['ben']);
const lax = anyOf('lax', ['ada']);

function directoryWith(rules: Parameters<typeof createDirectory>[0]['policies']) {
  return createDirectory({
    language: 'en',
    platforms: [{ id: 'slack-main', kind: 'slack', language: 'en' }],
    people: ['ada', 'ben', 'chen'].map(person),
    apps: [],
    ...(rules === undefined ? {} : { policies: rules }),
    choosable: [{ engine: 'cluster', policy: strict }],
  });
}

const snapshot = (more: Partial<RunSnapshot> = {}): RunSnapshot => ({
  engine: 'cluster',
  ref: 'workflowruns/prod/a/1',
  order: 7,
  workflow: 'release',
  phase: 'suspended',
  links: [],
  steps: [],
  gates: [{ path: 'ask', attempt: 'x@1', title: 'ask' }],
  ...more,
});

const RULES = {
  none: undefined,
  general: [{ policy: lax }],
  workflow: [{ workflow: 'release', policy: lax }],
} as const;

/** The policy of a run's question, by what the file says and what the object wishes for. */
const CASES: readonly [keyof typeof RULES, string | undefined, string, string][] = [
  ['none', undefined, 'cluster', 'nobody'],
  ['none', 'strict', 'cluster', 'strict'],
  ['none', 'lax', 'cluster', 'nobody'],
  ['none', 'strict', 'another', 'nobody'],
  ['general', 'strict', 'cluster', 'strict'],
  ['general', 'unknown', 'cluster', 'lax'],
  ['workflow', 'strict', 'cluster', 'lax'],
];

for (const [rules, wish, engine, policy] of CASES)
  test(`an object that wishes for ${wish ?? 'nothing'} where the file says ${rules}, on ${engine}: ${policy}`, async (t) => {
    const unit = await openFlowUnit(t, directoryWith(RULES[rules]));
    const asks = wish === undefined ? {} : { asks: { policy: wish } };
    await unit.run((context) => observe(context, snapshot({ engine, ...asks })));
    const run = await runByRef(unit.db.read, engine, 'workflowruns/prod/a/1');
    assert.ok(run);
    const [approval] = await approvalsOfRun(unit.db.read, run.id);
    assert.equal(approval?.policy?.id, policy);
    assert.equal(await newestObserved(unit.db.read, engine), 7);
    assert.equal(await newestObserved(unit.db.read, 'third'), undefined);
  });

test('the card of a run goes to the room that its object names, where that chat is configured', async (t) => {
  for (const [platform, expected] of [
    ['slack-main', ['C0RELEASE']],
    ['elsewhere', []],
  ] as const) {
    const unit = await openFlowUnit(t, directoryWith(undefined));
    await unit.run((context) =>
      observe(context, snapshot({ asks: { room: { platform, id: 'C0RELEASE' } } })),
    );
    const posts = await unit.db.read.select().from(unit.db.schema.posts);
    assert.deepEqual(
      posts.map(({ room }) => room),
      expected,
    );
  }
});
