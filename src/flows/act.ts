import { type Answer, say } from '../domain/answer.ts';
import type { Person } from '../domain/directory.ts';
import { isFinal, type Phase } from '../domain/run.ts';
import { hasOpenAct, insertCall } from '../store/engine-calls.ts';
import { lock } from '../store/lock.ts';
import { wantPosts } from '../store/posts.ts';
import { type RunRow, setTrouble } from '../store/runs.ts';
import type { FlowContext } from './context.ts';
import { named } from './people-names.ts';
import { permits } from './world.ts';

/** A person cancels a run, or has a failed one tried again. `inbox` makes the question to the engine one per command. */
export async function act(
  context: FlowContext,
  person: Person,
  verb: 'cancel' | 'retry',
  id: number,
  inbox: number,
): Promise<Answer> {
  const { tx, now, directory } = context;
  const run = await lock(tx, tx.schema.runs, id);
  if (run === undefined) return say('run.unknown', 'bad', { run: id });
  const permission = permits(context, person.id, { action: verb, place: run });
  if (!permission.allowed) {
    if (permission.because === 'unread') return say('rights.unread', 'bad');
    context.audit.push({
      at: now,
      actor: person.id,
      action: 'command.refused',
      run: id,
      detail: { command: verb },
    });
    const who = named(directory, permission.who);
    return say('run.not-allowed', 'bad', { run: id, who });
  }
  if (await hasOpenAct(tx, id)) return say('run.busy', 'neutral', { run: id });
  const refusal = refusalOf(context, verb, run);
  if (refusal !== undefined) return refusal;
  await setTrouble(tx, id, null);
  await insertCall(tx, {
    engine: run.engine,
    run: id,
    approval: null,
    key: `${verb}-${run.key}-${inbox}`,
    payload: { kind: 'act', verb, by: person.name, person: person.id },
    createdAt: now,
  });
  await wantPosts(tx, id, 'end');
  context.audit.push({
    at: now,
    actor: person.id,
    action: verb === 'cancel' ? 'run.cancel-requested' : 'run.retry-requested',
    run: id,
    detail: {},
  });
  return say(verb === 'cancel' ? 'run.cancelling' : 'run.retrying', 'good', { run: id });
}

function refusalOf(context: FlowContext, verb: 'cancel' | 'retry', run: RunRow): Answer | undefined {
  const phase = run.phase as Phase;
  const data = { run: run.id, phase };
  if (context.engines.get(run.engine)?.[verb] !== true)
    return say('run.cannot', 'bad', { engine: run.engine });
  if (verb === 'cancel' && isFinal(phase)) return say('run.over', 'bad', data);
  if (run.ref === null) return say(isFinal(phase) ? 'run.never-started' : 'run.starting', 'bad', data);
  if (verb === 'cancel' || phase === 'failed' || phase === 'terminated') return undefined;
  return say(isFinal(phase) ? 'run.succeeded' : 'run.not-over', 'bad', data);
}
