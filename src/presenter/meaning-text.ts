import type { Language } from '../domain/directory.ts';
import { stepAt } from '../domain/run.ts';
import type { ApprovalView, RunView } from '../domain/run-view.ts';
import type { SayingCode } from '../domain/saying.ts';
import { sayingText } from './saying-text.ts';

/** What to approve and to reject does where it is not that the run goes on or ends there. */
const MEANINGS: ReadonlySet<SayingCode> = new Set(['hand-waits', 'error-waits']);

/** Undefined where the buttons mean what they say. */
export function meaningText(
  { snapshot }: Pick<RunView, 'snapshot'>,
  { gatePath }: Pick<ApprovalView, 'gatePath'>,
  language: Language,
): string | undefined {
  const step = snapshot === null ? undefined : stepAt(snapshot.steps, gatePath);
  const says = step?.says?.filter(({ code }) => MEANINGS.has(code)) ?? [];
  return says.length === 0 ? undefined : sayingText({ says }, language);
}
