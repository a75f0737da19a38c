import type { Verdict } from './card.ts';
import { fieldsFor, needsReason, type Policy } from './policy.ts';

/** What to type for a verdict with all that its policy asks for: `/flow approve 42 ticket="…" because …`. */
export function ballotUsage(run: number, policy: Policy, verdict: Verdict): string {
  const pairs = fieldsFor(policy, verdict).map(({ name }) => `${name}="…"`);
  const because = needsReason(policy, verdict) ? ['because …'] : [];
  return [`/flow ${verdict} ${run}`, ...pairs, ...because].join(' ');
}
