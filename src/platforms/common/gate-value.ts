import { z } from 'zod';
import type { Action } from '../../domain/card.ts';

/** What a button of ours carries. It names, and grants nothing: whoever clicks is looked up, and so is what it names. */
export const gateValue = z.object({
  approval: z.number().int(),
  attempt: z.string(),
  verdict: z.enum(['approve', 'reject']),
});
export type GateValue = z.infer<typeof gateValue>;

/** A button of another version, or a forged one: no approval has this number, and the clicker is told so. */
export const UNREADABLE: GateValue = { approval: 0, attempt: '', verdict: 'approve' };

/** An attempt that is longer names no gate of ours, and must not crowd out the other buttons. */
const MAX_ATTEMPT = 500;

export function withGates(actions: readonly Action[]): Action[] {
  return actions.filter(({ attempt }) => attempt.length <= MAX_ATTEMPT);
}
