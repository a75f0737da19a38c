import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createDirectory, type Parameter } from '../../src/domain/directory.ts';
import { restart } from '../../src/flows/restart.ts';
import { replyOf } from '../../src/presenter/reply.ts';
import { insertRun } from '../../src/store/runs.ts';
import { newRun } from '../store/new-run.ts';
import { directEvent, NOW, openFlowUnit } from './flow-unit.ts';

const ADA = { id: 'ada', name: 'Ada', language: 'en', accounts: {} } as const;
const engines = new Map([['engine', { keys: true, cancel: true, retry: true, restart: true }]]);

/** What Ada is told who restarts a run that had these parameters, in an environment that takes those. */
async function restarted(
  t: TestContext,
  had: Record<string, string>,
  takes: readonly Partial<Parameter>[],
): Promise<string> {
  const parameters = takes.map((one): Parameter => {
    return { name: 'tag', required: false, type: 'string', sets: 'x', ...one };
  });
  const prod = { id: 'prod', workflow: 'ship', operators: ['ada'], approvers: [], rooms: [], parameters };
  const app = { id: 'shop', title: 'Shop', engine: 'engine', environments: [prod] };
  const directory = createDirectory({ language: 'en', platforms: [], people: [ADA], apps: [app] });
  const unit = await openFlowUnit(t, directory);
  const answer = await unit.run(async (context) => {
    const ended = { app: 'shop', environment: 'prod', ref: '7', phase: 'failed', parameters: had } as const;
    const run = await insertRun(context.tx, newRun('old', { ...ended, createdAt: NOW }));
    return await restart({ ...context, engines }, ADA, directEvent('ada'), run, 1);
  });
  const runs = await unit.db.read.select().from(unit.db.schema.runs);
  const reply = replyOf(answer, 'en');
  const said = reply.kind === 'text' ? reply.text : reply.kind;
  assert.equal(runs.length, said.startsWith('Run #2 started') ? 2 : 1, said);
  return said;
}

test('a restart says which parameter the configuration does not know any more, and what helps', async (t) => {
  assert.equal(
    await restarted(t, { colour: 'dark red', tag: 'v1' }, [{}, { name: 'size', required: true }]),
    'Run #1 had colour="dark red", and shop → prod takes no parameter “colour” any more (it takes: tag, size). Nothing was started. Deploy it without that: /deploy shop prod tag=v1 size=…, or let an operator put colour back under “parameters” in greenlight.yaml.',
  );
});

test('a restart says which value the configuration does not take any more', async (t) => {
  const versions = { source: 'v[2-9]', test: (value: string) => /^v[2-9]$/.test(value) };
  assert.equal(
    await restarted(t, { tag: 'v1' }, [{ pattern: versions }]),
    'Run #1 had tag=v1, which shop → prod does not take any more: tag has to fit v[2-9]. Nothing was started. Deploy it with another value: /deploy shop prod tag=…, or let an operator widen tag under “parameters” in greenlight.yaml.',
  );
  assert.match(await restarted(t, { tag: 'v1' }, [{ type: 'number' }]), /tag has to fit number\./);
});

test('a restart misses no parameter that has come since: it runs what was run then', async (t) => {
  assert.match(await restarted(t, { tag: 'v1' }, [{}, { name: 'size', required: true }]), /^Run #2 started/);
});
