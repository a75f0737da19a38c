import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDirectory } from '../../src/domain/directory.ts';
import type { EngineAbility } from '../../src/domain/engine-ability.ts';
import type { Reply } from '../../src/domain/event.ts';
import { NOBODY, type Policy } from '../../src/domain/policy.ts';
import type { RunSnapshot } from '../../src/domain/run.ts';
import type { FlowContext } from '../../src/flows/context.ts';
import { decide } from '../../src/flows/decide.ts';
import { observe } from '../../src/flows/observe.ts';
import { replyOf } from '../../src/presenter/reply.ts';
import { approvalsOfRun } from '../../src/store/approvals.ts';
import { insertRun } from '../../src/store/runs.ts';
import { newRun } from '../store/new-run.ts';
import { NOW, openFlowUnit } from './flow-unit.ts';

const POLICY: Policy = { ...NOBODY, id: 'one', levels: [[{ count: 1, of: ['ben'] }]] };
const directory = createDirectory({
  language: 'en',
  platforms: [{ id: 'chat', kind: 'memory', language: 'en' }],
  people: ['ada', 'ben'].map((id) => ({ id, name: id, language: 'en', accounts: {} })),
  apps: [],
  policies: [{ policy: POLICY }],
});

function textOf(reply: Reply): string {
  assert.equal(reply.kind, 'form');
  return JSON.stringify(reply.form);
}

const ability = { keys: true, cancel: true, retry: true };
const ENGINES = new Map<string, EngineAbility>([
  ['alone', { ...ability, rejectsGate: true }],
  ['whole', ability],
]);

test('whoever rejects one of several gates is told that the others stay open and how to end the run', async (t) => {
  const unit = await openFlowUnit(t, directory);
  const run = <T>(work: (context: FlowContext) => Promise<T>): Promise<T> =>
    unit.run((context) => work({ ...context, engines: ENGINES }));

  /** Opens these gates on a run of the engine, and rejects them one after the other. */
  async function answers(engine: string, gates: readonly string[]) {
    const id = await run(({ tx }) =>
      insertRun(tx, newRun(engine, { engine, initiator: 'ada', initiatorName: 'ada', createdAt: NOW })),
    );
    const snapshot: RunSnapshot = {
      engine,
      ref: engine,
      key: engine,
      order: 1,
      workflow: 'ship',
      phase: 'suspended',
      links: [],
      steps: [],
      gates: gates.map((title) => ({ path: title.toLowerCase(), attempt: title, title })),
    };
    await run((context) => observe(context, snapshot));
    const ben = directory.person('ben');
    assert.ok(ben);
    const asked = await approvalsOfRun(unit.db.read, id);
    const [asks, said]: [string[][], Reply[][]] = [[], []];
    for (const { id: approval, gateAttempt: attempt } of asked) {
      const ballot = { approval, attempt, verdict: 'reject', fields: undefined } as const;
      const from = { surface: 'button', platform: 'chat', inbox: 1, at: NOW } as const;
      const form = await run((context) => decide(context, ben, { ...ballot, ...from, reason: undefined }));
      asks.push((['en', 'zh'] as const).map((language) => textOf(replyOf(form, language))));
      const answer = await run((context) => decide(context, ben, { ...ballot, ...from, reason: 'no' }));
      said.push((['en', 'zh'] as const).map((language) => replyOf(answer, language)));
    }
    return { id, asks, said };
  }

  const alone = await answers('alone', ['DBA', 'Security', 'Legal']);
  const text = (first: string, second: string, quiet?: true) =>
    [first, second].map((one) => ({ kind: 'text', text: one, tone: 'good', ...(quiet && { quiet }) }));
  const n = alone.id;
  assert.deepEqual(alone.said, [
    text(
      `You rejected “DBA” of run #${n}. The run still asks “Security”, “Legal”; /flow cancel ${n} ends all of it.`,
      `你拒绝了运行 #${n} 的“DBA”。该运行还有审批在等待：“Security”, “Legal”；如需终止整个运行，请输入 /flow cancel ${n}。`,
    ),
    text(
      `You rejected “Security” of run #${n}. The run still asks “Legal”; /flow cancel ${n} ends all of it.`,
      `你拒绝了运行 #${n} 的“Security”。该运行还有审批在等待：“Legal”；如需终止整个运行，请输入 /flow cancel ${n}。`,
    ),
    text(`You rejected “Legal” of run #${n}.`, `你拒绝了运行 #${n} 的“Legal”。`, true),
  ]);

  // Where a rejection ends the run nothing else needs an answer.
  const whole = await answers('whole', ['DBA', 'Security']);
  const m = whole.id;
  assert.deepEqual(
    whole.said[0],
    text(
      `You rejected “DBA” of run #${m}. That ends the whole run; not asked any more: “Security”.`,
      `你拒绝了运行 #${m} 的“DBA”。整个运行会因此终止，以下审批不再需要决定：“Security”。`,
    ),
  );
  const both = (end: string, zh: string) => [new RegExp(end), new RegExp(zh)];
  for (const [asks, patterns] of [
    [alone.asks, both('will be rejected, and what depends on it will not run', '依赖它的步骤不会运行')],
    [whole.asks, both('will be rejected, and that ends the whole run', '整个运行会因此终止')],
  ] as const)
    for (const texts of asks)
      for (const [at, pattern] of patterns.entries()) assert.match(texts[at] ?? '', pattern);
});
