import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { digestOf } from '../../src/domain/digest.ts';
import { createDirectory, type Environment } from '../../src/domain/directory.ts';
import type { CallPayload } from '../../src/domain/engine-call.ts';
import type { OutlineOf, OutlineStep } from '../../src/domain/outline.ts';
import { anyOf } from '../../src/domain/policy.ts';
import { createRosterHolder, NOTHING_KNOWN, rosterKey } from '../../src/domain/roster.ts';
import type { RunSnapshot } from '../../src/domain/run.ts';
import { DENIED, isUnchanged, type MayCall, mayCall } from '../../src/flows/may-call.ts';
import { openApproval } from '../../src/store/approvals.ts';
import type { EngineCallRow } from '../../src/store/engine-calls.ts';
import { insertRun } from '../../src/store/runs.ts';
import { newRun } from '../store/new-run.ts';
import { NOW, openFlowUnit, startedRun } from './flow-unit.ts';

const person = (id: string) => ({ id, name: id, language: 'en', accounts: {} }) as const;
const role = (action: 'deploy' | 'rollback' | 'cancel' | 'retry', who: string, environments = ['prod']) => {
  return { id: `${action} ${who}`, allow: [action], who: [who], apps: ['shop'], environments };
};

/** Gone has a role still, and is not configured any more. */
const directory = createDirectory({
  language: 'en',
  platforms: [],
  apps: [],
  people: ['ada', 'ben', 'chen'].map(person),
  roles: [
    role('deploy', 'ada'),
    role('cancel', 'ben'),
    role('retry', 'chen'),
    role('rollback', 'chen'),
    role('cancel', 'ada', ['test']),
  ],
});

const RUN: CallPayload = {
  kind: 'run',
  workflow: 'ship',
  app: 'shop',
  environment: 'prod',
  parameters: [],
  initiator: { name: 'ada' },
};
const act = (verb: 'cancel' | 'retry', who?: string): CallPayload => {
  return { kind: 'act', verb, by: 'x', ...(who === undefined ? {} : { person: who }) };
};
const decides = (verdict: 'approve' | 'reject'): CallPayload => {
  return { kind: 'decide', path: 'go', attempt: '1', verdict, by: 'x', reason: null };
};

async function open(t: TestContext, initiator: string | null = 'ada') {
  const unit = await openFlowUnit(t, directory);
  const run = await startedRun(unit, initiator);
  const may = (payload: CallPayload, approval: number | null = null, of = run): Promise<MayCall> =>
    unit.run((context) => mayCall(context, { payload, run: of, approval } as EngineCallRow));
  const question = async (state: string, digest: string | null = null): Promise<number> => {
    const id = await unit.run(async ({ tx }) => {
      const about = {
        title: 'go',
        message: null,
        approvers: [],
        authors: null,
        digest,
        round: 0,
        wakeAt: null,
      };
      const gate = {
        run,
        gatePath: state,
        gateAttempt: `${digest}`,
        policy: anyOf('p', ['ben']),
        openedAt: NOW,
      };
      const opened = await openApproval(tx, { ...about, ...gate });
      await tx.update(tx.schema.approvals).set({ state });
      return opened;
    });
    assert.ok(id);
    return id;
  };
  return { ...unit, runId: run, may, question };
}

test('a run starts while its initiator may still deploy there', async (t) => {
  const { may, run } = await open(t);
  assert.equal(await may(RUN), 'yes');
  assert.equal(await may(RUN, null, 99), 'no', 'there is no such run');
  for (const [initiator, why] of [
    ['ben', 'no right to deploy'],
    ['gone', 'nobody any more'],
    [null, 'nobody knows whose'],
  ] as const) {
    await run(async ({ tx }) => await tx.update(tx.schema.runs).set({ initiator }));
    assert.equal(await may(RUN), 'no', why);
  }
});

test('a rollback starts while its initiator may still roll back there', async (t) => {
  const { may, run } = await open(t);
  await run(async ({ tx }) => await tx.update(tx.schema.runs).set({ rollbackTo: 1 }));
  assert.equal(await may(RUN), 'no', 'the right to deploy is not enough');
  await run(async ({ tx }) => await tx.update(tx.schema.runs).set({ initiator: 'chen' }));
  assert.equal(await may(RUN), 'yes');
});

test('somebody who is configured no more starts nothing, also when a list still has them', async (t) => {
  const world = { ...directory.world([]), peopleOf: () => new Set(['gone']) };
  const unit = await openFlowUnit(t, { ...directory, world: () => world });
  const run = await startedRun(unit, 'gone');
  const call = { payload: RUN, run, approval: null } as EngineCallRow;
  assert.equal(await unit.run((context) => mayCall(context, call)), 'no');
});

test('while the group that grants it cannot be read, it is neither', async (t) => {
  const roster = createRosterHolder();
  const grouped = createDirectory(
    {
      language: 'en',
      platforms: [{ id: 'chat', kind: 'memory', language: 'en' }],
      apps: [],
      people: [{ ...person('ada'), accounts: { chat: 'U-ada' } }],
      groups: [{ id: 'sre', people: [], sources: [{ platform: 'chat', group: 'G' }] }],
      roles: [role('deploy', 'sre')],
    },
    roster,
  );
  const unit = await openFlowUnit(t, grouped);
  const call = { payload: RUN, run: await startedRun(unit), approval: null } as EngineCallRow;
  const may = () => unit.run((context) => mayCall(context, call));
  assert.equal(await may(), 'unread');
  for (const [members, answer] of [
    [['U-ada'], 'yes'],
    [[], 'no'],
  ] as const) {
    roster.replace({ ...NOTHING_KNOWN, groups: new Map([[rosterKey('chat', 'G'), members]]) });
    assert.equal(await may(), answer);
  }
});

/** Who may deploy in the environment of the run, and in the one that its workflow deploys to beside. Nobody can say who is in `sre`. */
function reaching(prod: string, stage: string) {
  const place = { workflow: 'ship', approvers: [], rooms: [], parameters: [] };
  const environment = (id: string, who: string): Environment => ({ ...place, id, operators: [who] });
  const environments = [environment('prod', prod), environment('stage', stage)];
  return createDirectory(
    {
      language: 'en',
      platforms: [{ id: 'chat', kind: 'memory', language: 'en' }],
      apps: [{ id: 'shop', title: 'Shop', engine: 'engine', environments }],
      people: ['ada', 'ben'].map(person),
      groups: [{ id: 'sre', people: [], sources: [{ platform: 'chat', group: 'G' }] }],
    },
    createRosterHolder(),
  );
}

const toStage = {
  path: 'a',
  title: 'a',
  type: 'deploy',
  depth: 0,
  gate: { kind: 'none' },
  deploysTo: ['stage'],
};
const outlined: OutlineOf = (engine, { workflow }) =>
  engine === 'engine' && workflow === 'ship' ? { steps: [toStage as OutlineStep] } : undefined;

test('a run that goes to another environment too starts while its initiator may deploy in both', async (t) => {
  const { run, runId } = await open(t);
  const may = (prod: string, stage: string, outline = outlined): Promise<MayCall> =>
    run((context) => {
      const call = { payload: RUN, run: runId, approval: null } as EngineCallRow;
      return mayCall({ ...context, directory: reaching(prod, stage), outline }, call);
    });
  assert.equal(await may('ada', 'ada'), 'yes');
  assert.deepEqual([await may('ada', 'ben'), await may('ben', 'ada')], ['no', 'no']);
  assert.deepEqual([await may('ada', 'sre'), await may('sre', 'ada')], ['unread', 'unread']);
  assert.deepEqual([await may('sre', 'ben'), await may('ben', 'sre')], ['no', 'no'], 'that is known');
  assert.equal(await may('ada', 'ben', () => undefined), 'yes', 'its workflow goes there no more');
});

test('a restart goes where the run before it went, whatever the workflow is now', async (t) => {
  const { run, runId } = await open(t);
  const restarted = await run(({ tx }) => {
    const where = { app: 'shop', environment: 'prod', initiator: 'ada', restartOf: runId } as const;
    return insertRun(tx, newRun('again', where));
  });
  const may = (stage: string, outline: OutlineOf): Promise<MayCall> =>
    run((context) => {
      const call = { payload: RUN, run: restarted, approval: null } as EngineCallRow;
      return mayCall({ ...context, directory: reaching('ada', stage), outline }, call);
    });
  assert.equal(await may('ben', outlined), 'yes', 'the run before it did nothing');
  const snapshot = { steps: [toStage] } as unknown as RunSnapshot;
  await run(async ({ tx }) => await tx.update(tx.schema.runs).set({ snapshot }));
  assert.equal(await may('ben', () => undefined), 'no');
  assert.equal(await may('ada', () => undefined), 'yes');
  await run(async ({ tx }) => await tx.update(tx.schema.runs).set({ restartOf: 99 }));
  assert.equal(await may('ben', outlined), 'yes', 'nothing is known any more of the run before it');
});

test('a cancel or a retry is made while whoever asked may still do that very thing there', async (t) => {
  const { may } = await open(t);
  assert.deepEqual([await may(act('cancel', 'ben')), await may(act('retry', 'chen'))], ['yes', 'yes']);
  assert.deepEqual(
    [await may(act('cancel', 'chen')), await may(act('retry', 'ben')), await may(act('cancel', 'ada'))],
    ['no', 'no', 'no'],
  );
});

test('a verdict is passed on when the question came to it', async (t) => {
  const { may, question } = await open(t);
  const outcomes = { open: '--', approved: 'a-', rejected: '-r', expired: '-r', withdrawn: '--' };
  for (const [state, expected] of Object.entries(outcomes)) {
    const id = await question(state);
    const found = `${(await may(decides('approve'), id)) === 'yes' ? 'a' : '-'}${(await may(decides('reject'), id)) === 'yes' ? 'r' : '-'}`;
    assert.equal(found, expected, state);
    assert.equal(
      await may(act('cancel'), id),
      expected.endsWith('r') ? 'yes' : 'no',
      `what the bot cancels itself: ${state}`,
    );
  }
  assert.equal(DENIED, 'denied', 'it is in databases');
  for (const payload of [decides('approve'), decides('reject'), act('cancel')]) {
    assert.equal(await may(payload), 'no', 'of no question');
    assert.equal(await may(payload, 99), 'no', 'of a question that is not there');
  }
});

test('what waits is what was approved when nothing of it has changed', async (t) => {
  const { question, run, runId } = await open(t);
  const shown = { workflow: 'ship', app: 'shop', environment: 'prod', parameters: { tag: 'v1' } };
  const images = (...list: string[]) => ({ images: list }) as unknown as RunSnapshot;
  const unchanged = (approval: number | null, snapshot: RunSnapshot, of = runId): Promise<boolean> =>
    run((context) => isUnchanged(context, { run: of, approval } as EngineCallRow, snapshot));
  const asked = await question('approved', digestOf(shown, images('a', 'b')));
  assert.equal(await unchanged(asked, images('b', 'a')), true);
  assert.equal(await unchanged(asked, images('a', 'c')), false);
  assert.equal(await unchanged(asked, images('a', 'c'), 99), true, 'nothing is known of it');
  assert.equal(
    await unchanged(await question('approved'), images('z')),
    true,
    'an older version kept no digest',
  );
  assert.equal(await unchanged(null, images('z')), true);
  assert.equal(await unchanged(99, images('z')), true);
});
