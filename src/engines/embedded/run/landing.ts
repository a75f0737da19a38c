/** What comes of a step when its command or request is over. */
import type { Saying } from '../../../domain/saying.ts';
import { type Told, tell, tellLate } from '../../common/told.ts';
import type { EffectResult } from '../effects/effect.ts';
import { isObject } from '../expressions/path.ts';
import { outputOf, partsOf } from '../parts.ts';
import type { Fields, RunDocument } from '../plan.ts';
import { deadlineOf, failTry, finish, lastTryOf } from './finish.ts';
import { graphOf, type Node } from './graph.ts';
import { propertiesOf } from './scope.ts';
import { type State, type StepState, stateOf } from './state.ts';

export type Landing = {
  step: string;
  attempt: string;
  /** The data folder of the server that did it. */
  place: string;
  /** What came back is of parts of the step, by their keys. */
  deploys: boolean;
  /** `unwritten`: something came of it that cannot be written down. */
  result: EffectResult | { kind: 'unwritten' };
  timedOut: boolean;
};

/** Changes `state` by what came of a step's effect; false when nobody waits for that any more. */
export function applyLanding(document: RunDocument, state: State, landing: Landing, now: number): boolean {
  const node = graphOf(document.plan).nodes.get(landing.step);
  const current = state.steps.get(landing.step);
  if (node === undefined || current?.effect === undefined) return false;
  if (current.attempt !== landing.attempt || current.effect.place !== landing.place) return false;
  const { result } = landing;
  if (result.kind === 'unwritten') endUnwritten(document, node, current, now);
  else land(document, state, node, current, { ...landing, result }, now);
  return true;
}

function land(
  document: RunDocument,
  state: State,
  node: Node,
  current: StepState,
  landing: Landing & { result: EffectResult },
  now: number,
): void {
  const { plan } = node;
  const { result } = landing;
  const resolved = propertiesOf(document, state, node, current.attempt);
  const properties = 'properties' in resolved ? resolved.properties : plan.properties;
  delete current.effect;
  const by = current.cancelledBy;
  if (by !== undefined) {
    const ended: Saying[] = result.kind === 'done' ? [{ code: 'ended-before' }] : killed(result);
    const told = tell('cancelled', { by }, ...ended);
    finish(document, node, current, 'failed', now, { reason: 'Terminate', ...told, properties });
    return;
  }
  if (landing.timedOut && result.kind !== 'done') {
    finish(document, node, current, 'failed', now, {
      reason: 'Timeout',
      ...tellLate((deadlineOf(state, node)?.of ?? plan).timeoutMs, ...killed(result), ...lastTryOf(current)),
      properties,
    });
    return;
  }
  if (landing.deploys) current.deployed = { ...current.deployed, ...backFrom(result) };
  switch (result.kind) {
    case 'done': {
      const note = result.note ?? {};
      if (landing.deploys) {
        const back = current.deployed ?? {};
        const deployed = partsOf(document.plan, plan.type, properties);
        const parts = 'problem' in deployed ? [] : deployed.parts;
        if (parts.some(({ key }) => !Object.hasOwn(back, key))) return;
        delete current.deployed;
        const scope = { output: outputOf(parts, back) };
        finish(document, node, current, 'succeeded', now, { properties, scope, ...note });
        return;
      }
      const scope =
        plan.type === 'request'
          ? { response: result.value }
          : { output: result.value, ...(result.text === undefined ? {} : { stdout: result.text }) };
      finish(document, node, current, 'succeeded', now, { properties, scope, ...note });
      return;
    }
    case 'failed':
      finish(document, node, current, 'failed', now, {
        reason: 'Action',
        ...toldBy(result),
        properties,
      });
      return;
    case 'try-again':
      failTry(document, node, current, now, toldBy(result));
      return;
    case 'aborted':
      finish(document, node, current, 'failed', now, {
        reason: 'Terminate',
        ...tell('ended'),
        properties,
      });
      return;
    case 'left':
      return;
  }
}

/** Without the rest of the result. */
function toldBy({ message, says }: Told): Told {
  return { message, ...(says && { says }) };
}

function backFrom(result: EffectResult): Fields {
  if (result.kind === 'done') return isObject(result.value) ? result.value : {};
  return 'done' in result ? (result.done ?? {}) : {};
}

function killed(result: EffectResult): Saying[] {
  return result.kind === 'aborted' && result.killed === true ? [{ code: 'killed' }] : [];
}

/** Without its outputs and inputs: they may be what cannot be written down. */
function endUnwritten(document: RunDocument, node: Node, current: StepState, now: number): void {
  const { outputs: _, ...plan } = node.plan;
  finish(document, { ...node, plan }, current, 'failed', now, { reason: 'Action', ...tell('unwritten') });
}

/** Ends a command whose files are not here: how it came out will never be known. */
export function endForeign(document: RunDocument, state: State, node: Node, now: number): void {
  const current = stateOf(state, node);
  if (current === undefined) return;
  delete current.effect;
  const by = current.cancelledBy;
  finish(document, node, current, 'failed', now, {
    reason: by === undefined ? 'Action' : 'Terminate',
    ...(by === undefined ? tell('cut-off-elsewhere') : tell('cancelled', { by }, { code: 'elsewhere' })),
  });
}
