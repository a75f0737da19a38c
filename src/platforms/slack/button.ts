import { z } from 'zod';
import type { Action, Verdict } from '../../domain/card.ts';
import { parseJson } from '../common/json.ts';
import { slackLimits } from './limits.ts';

/** What a button of ours carries. It names, and grants nothing: whoever clicks is looked up, and so is what it names. */
export type ButtonValue = { approval: number; attempt: string; verdict: Verdict };

/** All our buttons' `action_id`s begin so; the number keeps them apart within a block. */
export const ACTION_ID = /^decide:/;

const buttonValue = z.object({
  approval: z.number().int(),
  attempt: z.string(),
  verdict: z.enum(['approve', 'reject']),
});

export function writeButtonValue(action: Action): string {
  return JSON.stringify({ approval: action.approval, attempt: action.attempt, verdict: action.verdict });
}

/** Undefined for anything that is not a button of ours. */
export function readButtonValue(value: string): ButtonValue | undefined {
  if (value.length > slackLimits.buttonValue) return undefined;
  return buttonValue.safeParse(parseJson(value)).data;
}
