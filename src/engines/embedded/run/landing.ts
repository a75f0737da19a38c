/** What comes of a step when its command or request is over. */
import type { EffectResult } from '../effects/effect.ts';
import type { RunDocument } from '../plan.ts';
import { failTry, finish, timeoutMessage } from './advance.ts';
import { propertiesOf } from './scope.ts';
import { currentStep, type State } from './state.ts';

export type Landing = {
  epoch: number;
  component: string | undefined;
  result: EffectResult;
  timedOut: boolean;
};

/** Changes `state` by what came of the current step's effect. */
export function applyLanding(document: RunDocument, state: State, landing: Landing, now: number): void {
  const current = currentStep(state);
  const plan = document.plan.steps[state.steps.length - 1];
  if (current === undefined || plan === undefined) return;
  const { result } = landing;
  const resolved = propertiesOf(
    document,
    { ...state, steps: state.steps.slice(0, -1) },
    plan,
    current.attempt,
  );
  const properties = 'properties' in resolved ? resolved.properties : plan.properties;
  delete current.effect;
  const by = current.cancelledBy;
  if (by !== undefined) {
    const ended = result.kind === 'done' ? '; it had come to its end by then' : '';
    const message = `cancelled by ${by}${ended}`;
    finish(document, plan, current, 'failed', now, { reason: 'Terminate', message, properties });
    return;
  }
  if (landing.timedOut && result.kind !== 'done') {
    finish(document, plan, current, 'failed', now, {
      reason: 'Timeout',
      message: timeoutMessage(plan),
      properties,
    });
    return;
  }
  switch (result.kind) {
    case 'done': {
      const note = result.note === undefined ? {} : { message: result.note };
      if (landing.component !== undefined) {
        current.deployed = { ...current.deployed, [landing.component]: result.value ?? null };
        const names = document.plan.components.map((c) => c.name);
        if (names.some((name) => !Object.hasOwn(current.deployed ?? {}, name))) return;
        const scope = { output: current.deployed };
        delete current.deployed;
        finish(document, plan, current, 'succeeded', now, { properties, scope, ...note });
        return;
      }
      const scope = plan.type === 'request' ? { response: result.value } : { output: result.value };
      finish(document, plan, current, 'succeeded', now, { properties, scope, ...note });
      return;
    }
    case 'failed':
      finish(document, plan, current, 'failed', now, {
        reason: 'Action',
        message: result.message,
        properties,
      });
      return;
    case 'try-again':
      failTry(document, plan, current, now, result.message);
      return;
    case 'aborted':
      finish(document, plan, current, 'failed', now, {
        reason: 'Terminate',
        message: 'it was ended',
        properties,
      });
      return;
    case 'left':
      return;
  }
}

/** Ends a command whose files are not here: how it came out will never be known. */
export function endForeign(document: RunDocument, state: State, now: number): void {
  const current = currentStep(state);
  const plan = document.plan.steps[state.steps.length - 1];
  if (current === undefined || plan === undefined) return;
  delete current.effect;
  const by = current.cancelledBy;
  const lost =
    "the data folder in which its command was begun is not this server's, so how it ended cannot be told";
  finish(document, plan, current, 'failed', now, {
    reason: by === undefined ? 'Action' : 'Terminate',
    message: by === undefined ? `the command was cut off: ${lost}` : `cancelled by ${by}; ${lost}`,
  });
}
