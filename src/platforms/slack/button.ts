import type { Action } from '../../domain/card.ts';
import { type GateValue, gateValue } from '../common/gate-value.ts';
import { parseJson } from '../common/json.ts';
import { slackLimits } from './limits.ts';

/** All our buttons' `action_id`s begin so; the number keeps them apart within a block. */
export const ACTION_ID = /^decide:/;

export function writeButtonValue(action: Action): string {
  return JSON.stringify({ approval: action.approval, attempt: action.attempt, verdict: action.verdict });
}

/** Undefined for anything that is not a button of ours. */
export function readButtonValue(value: string): GateValue | undefined {
  if (value.length > slackLimits.buttonValue) return undefined;
  return gateValue.safeParse(parseJson(value)).data;
}
