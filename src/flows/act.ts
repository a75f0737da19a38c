import { type Answer, type AnswerCode, say } from '../domain/answer.ts';
import type { Person } from '../domain/directory.ts';
import type { EngineAbility } from '../domain/engine-ability.ts';
import { ACT_RIGHTS, type ActVerb } from '../domain/engine-call.ts';
import { isFinal, type Phase, type StepSnapshot } from '../domain/run.ts';
import { hasOpenAct, insertCall } from '../store/engine-calls.ts';
import { lock } from '../store/lock.ts';
import { wantPosts } from '../store/posts.ts';
import { type RunRow, setTrouble } from '../store/runs.ts';
import type { FlowContext } from './context.ts';
import { notAllowed } from './not-allowed.ts';
import { findStep, noStep } from './run-step.ts';
import { permits } from './world.ts';

/** `step`: as it was typed; without it the whole run is meant. */
export type Wish = { verb: ActVerb; step: string | undefined };

/**
 * A person cancels a run, has a failed one tried again, holds it or one of its steps, or lets go on what was held. `inbox` makes the question to the
 * engine one per command.
 */
export async function act(
  context: FlowContext,
  person: Person,
  wish: Wish,
  id: number,
  inbox: number,
): Promise<Answer> {
  const { tx, now } = context;
  const { verb } = wish;
  const run = await lock(tx, tx.schema.runs, id);
  if (run === undefined) return say('run.unknown', 'bad', { run: id });
  const permission = permits(context, person.id, { action: ACT_RIGHTS[verb], place: run });
  if (!permission.allowed) return notAllowed(context, person, permission, run, verb);
  if (await hasOpenAct(tx, id)) return say('run.busy', 'neutral', { run: id });
  const refusal = refusalOf(context, verb, run);
  if (refusal !== undefined) return refusal;
  const step = wish.step === undefined ? undefined : findStep(run, wish.step);
  if (wish.step !== undefined && step === undefined) return noStep(run, wish.step);
  const held = verb === 'suspend' || verb === 'resume' ? heldRefusal(verb, run, step) : undefined;
  if (held !== undefined) return held;
  await setTrouble(tx, id, null);
  await insertCall(tx, {
    engine: run.engine,
    run: id,
    approval: null,
    key: `${verb}-${run.key}-${inbox}`,
    payload: {
      kind: 'act',
      verb,
      by: person.name,
      person: person.id,
      ...(step === undefined ? {} : { step: step.path }),
    },
    createdAt: now,
  });
  await wantPosts(tx, id, 'end');
  context.audit.push({
    at: now,
    actor: person.id,
    action: `run.${verb}-requested`,
    run: id,
    detail: step === undefined ? {} : { step: step.path },
  });
  const code = SAID[verb];
  if (step === undefined) return say(code, 'good', { run: id });
  return say(verb === 'suspend' ? 'run.suspending-step' : 'run.resuming-step', 'good', {
    run: id,
    title: step.title,
  });
}

const SAID = {
  cancel: 'run.cancelling',
  retry: 'run.retrying',
  suspend: 'run.suspending',
  resume: 'run.resuming',
} as const satisfies Record<ActVerb, AnswerCode>;

const ABILITIES = {
  cancel: 'cancel',
  retry: 'retry',
  suspend: 'suspend',
  resume: 'suspend',
} as const satisfies Record<ActVerb, keyof EngineAbility>;

function refusalOf(context: FlowContext, verb: ActVerb, run: RunRow): Answer | undefined {
  const phase = run.phase as Phase;
  const data = { run: run.id, phase };
  if (context.engines.get(run.engine)?.[ABILITIES[verb]] !== true)
    return say('run.cannot', 'bad', { engine: run.engine });
  if (verb !== 'retry' && isFinal(phase)) return say('run.over', 'bad', data);
  if (run.ref === null) return say(isFinal(phase) ? 'run.never-started' : 'run.starting', 'bad', data);
  if (verb !== 'retry' || phase === 'failed' || phase === 'terminated') return undefined;
  return say(isFinal(phase) ? 'run.succeeded' : 'run.not-over', 'bad', data);
}

/** By what was seen last: the engine has the last word. */
function heldRefusal(
  verb: 'suspend' | 'resume',
  { id: run, snapshot }: RunRow,
  step: StepSnapshot | undefined,
): Answer | undefined {
  const holds = snapshot?.held ?? [];
  const hold = holds.find((one) => one.step === step?.path);
  if (verb === 'resume') {
    const some = step === undefined ? holds.length > 0 : hold !== undefined;
    return some ? undefined : say('run.not-suspended', 'bad', { run });
  }
  if (hold !== undefined) return say('run.suspended-already', 'neutral', { run, by: hold.by });
  if (step === undefined || step.phase === 'pending') return undefined;
  return say('run.step-begun', 'bad', { run, title: step.title, step: step.phase });
}
