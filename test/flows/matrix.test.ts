import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Answer } from '../../src/domain/answer.ts';
import { handle } from '../../src/flows/handle.ts';
import { mayCall } from '../../src/flows/may-call.ts';
import { personBehind } from '../../src/flows/person.ts';
import { replyOf } from '../../src/presenter/reply.ts';
import type { Tx } from '../../src/store/database.ts';
import { eq } from '../../src/store/drizzle.ts';
import type { EngineCallRow } from '../../src/store/engine-calls.ts';
import { createRandom } from '../fakes/random.ts';
import { CHAT, directoryOf, ROLES, type Role } from './matrix/cast.ts';
import {
  type Action,
  eventOf,
  HOLD_WORDS,
  type Surface,
  VOTE_SURFACES,
  VOTES,
  WORD_SURFACES,
  WORDS,
} from './matrix/deeds.ts';
import { lawFor } from './matrix/law.ts';
import { changesOf, type Ledger, ledgerOf } from './matrix/ledger.ts';
import { contextOf, openStage, type Scene, type Stage, type State, TITLE } from './matrix/stage.ts';

/** Cells that are looked at together: their units share one commit. */
const TOGETHER = 64;

type Cell = { role: Role; surface: Surface; action: Action; scene: Scene };

const seed = Number(process.env['MATRIX_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const random = createRandom(seed);
const directory = directoryOf('now');
const unread = directoryOf('unread');
let stage: Stage;

before(async () => {
  stage = await openStage();
});
after(() => stage.close());

/** Locks and plans know nothing of questions: they are looked at where there is none, and where one waits. */
const HOLD_STATES: readonly State[] = ['no run', 'one of two voted'];
const isHold = (action: Action): boolean => HOLD_WORDS.some((word) => word === action);

/** Carries what a unit has found out of it, and its rows away. */
class Undone extends Error {
  readonly found: unknown;
  constructor(found: unknown) {
    super('undone on purpose');
    this.found = found;
  }
}

async function undone<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await stage.db.tx(async (tx) => {
      throw new Undone(await work(tx));
    });
  } catch (cause) {
    if (cause instanceof Undone) return cause.found as T;
    throw cause;
  }
}

function cells(): Cell[] {
  const all: Cell[] = [];
  for (const scene of stage.scenes) {
    for (const role of ROLES) {
      // Nobody else has a vote of their own to take back.
      if (scene.state === 'own vote cast' && role.approves !== 'first') continue;
      for (const surface of VOTE_SURFACES)
        for (const action of VOTES) all.push({ role, surface, action, scene });
      for (const surface of WORD_SURFACES) {
        // A token that is nobody's is refused before there is an event.
        if (surface === 'api' && role.person === undefined) continue;
        for (const action of WORDS)
          if (!isHold(action) || HOLD_STATES.includes(scene.state))
            all.push({ role, surface, action, scene });
      }
    }
  }
  const shuffled = all.map((cell) => ({ cell, at: random.next() })).toSorted((a, b) => a.at - b.at);
  return shuffled.map(({ cell }) => cell);
}

async function doAs(tx: Tx, { role, surface, action, scene }: Cell) {
  const known = role.unread ? unread : directory;
  const context = contextOf(tx, scene.now, known);
  const event = eventOf(role, surface, action, scene, (limit) => random.below(limit));
  const person =
    surface === 'api' ? role.person && known.person(role.person) : await personBehind(context, role.account);
  const row = { id: 1, storedAt: scene.at };
  return { answer: await handle(context, event, row, person || undefined), audit: context.audit };
}

function codeOf(answer: Answer): string {
  if (answer.kind === 'say') return answer.code;
  return answer.kind === 'list' ? answer.heading : answer.kind;
}

async function look(cell: Cell, untouched: Ledger) {
  return await undone(async (tx) => {
    let before = untouched;
    if (cell.scene.state === 'own vote cast') {
      await doAs(tx, { ...cell, surface: 'button', action: 'approve' });
      before = await ledgerOf(tx);
    }
    const { answer, audit } = await doAs(tx, cell);
    return {
      answer,
      changes: changesOf(before, await ledgerOf(tx)),
      audit: audit.map(({ action, actor }) => `${action} by ${actor}`),
    };
  });
}

test('every surface × role × state × action does what the law says, and nothing else', async (t) => {
  const untouched = await undone(ledgerOf);
  const all = cells();
  const wrong: string[] = [];
  for (let from = 0; from < all.length; from += TOGETHER) {
    await Promise.all(
      all.slice(from, from + TOGETHER).map(async (cell) => {
        const { role, surface, action, scene } = cell;
        const name = `${surface} × ${role.name} × ${scene.state} × ${action}`;
        const expected = lawFor(role, surface, action, scene);
        const found = await look(cell, untouched);
        const seen = { answer: codeOf(found.answer), changes: found.changes, audit: found.audit };
        const due = { ...expected, changes: [...expected.changes].sort() };
        if (JSON.stringify(seen) !== JSON.stringify(due))
          wrong.push(`${name}\n   found ${JSON.stringify(seen)}\n   due   ${JSON.stringify(due)}`);
        if (revealsTooMuch(cell, found.answer)) wrong.push(`${name} reveals “${TITLE}”`);
      }),
    );
  }
  const { size } = await undone(ledgerOf);
  t.diagnostic(`authorisation matrix: ${all.length} cells asserted, seed ${seed} (MATRIX_SEED repeats it)`);
  assert.equal(size, untouched.size, 'no cell leaves anything behind');
  assert.deepEqual(wrong.slice(0, 20), [], `${wrong.length} of ${all.length} cells are wrong, seed ${seed}`);
});

/** Whoever may not see a run is told nothing of its questions, in no language. Cards show them to their room, so buttons and threads may name them. */
function revealsTooMuch({ role, surface, action }: Cell, answer: Answer): boolean {
  const concerned = role.reads || role.approves !== undefined || role.rejects;
  if (concerned || (surface !== 'command' && surface !== 'api') || action === 'deploy') return false;
  return (['en', 'zh'] as const).some((language) => {
    const reply = replyOf(answer, language);
    return reply.kind === 'text' && reply.text.includes(TITLE);
  });
}

test('an engine is called by the rights of the moment of the call', async (t) => {
  const states = stage.scenes.filter(({ state }) => state !== 'no run');
  let count = 0;
  for (const scene of states) {
    const { state, run, current } = scene;
    const call = (payload: EngineCallRow['payload'], approval: number | null, initiator: string | null) =>
      undone(async (tx) => {
        await tx.update(tx.schema.runs).set({ initiator }).where(eq(tx.schema.runs.id, run));
        return (
          (await mayCall({ outline: () => undefined, tx, directory }, {
            payload,
            run,
            approval,
          } as EngineCallRow)) === 'yes'
        );
      });
    const verdict = (v: 'approve' | 'reject') =>
      ({ kind: 'decide', path: TITLE, attempt: 'a', verdict: v, by: '', reason: null }) as const;
    const ended = { kind: 'act', verb: 'cancel', by: 'greenlight' } as const;
    const cases: [string, boolean, boolean][] = [
      ['approve', await call(verdict('approve'), current, 'ida'), state === 'approved'],
      ['reject', await call(verdict('reject'), current, 'ida'), state === 'rejected' || state === 'expired'],
      ['the end', await call(ended, current, 'ida'), state === 'rejected' || state === 'expired'],
      ['a verdict on no question', await call(verdict('approve'), null, 'olga'), false],
      ['a cancel by nobody', await call(ended, null, 'olga'), false],
      ['a run by nobody', await call(RUN_CALL, null, null), false],
    ];
    for (const role of ROLES) {
      const person = role.person ?? role.account.id.replace('U-', '');
      const may = role.operates === true;
      cases.push([`a run by ${role.name}`, await call(RUN_CALL, null, person), may]);
      for (const verb of ['cancel', 'retry', 'suspend', 'resume'] as const)
        cases.push([
          `${verb} by ${role.name}`,
          await call({ kind: 'act', verb, by: 'x', person }, null, 'olga'),
          may,
        ]);
    }
    for (const [what, found, due] of cases) assert.equal(found, due, `${what} × ${state}`);
    count += cases.length;
  }
  t.diagnostic(`engine calls: ${count} cells asserted`);
});

const RUN_CALL: EngineCallRow['payload'] = {
  kind: 'run',
  workflow: 'ship',
  app: 'shop',
  environment: 'prod',
  parameters: [],
  initiator: { name: CHAT },
};
