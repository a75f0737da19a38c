/** Why an engine of ours will not do what was asked of it. What a vendor has against it has codes and words of its own. */
export type RefusalCode =
  | 'unknown-run'
  | 'unknown-gate'
  | 'unknown-step'
  | 'run-over'
  | 'run-not-failed'
  | 'step-begun'
  | 'not-suspended'
  | 'suspended-already'
  | 'whole-run-only'
  | 'nothing-failed'
  | 'context-unreadable'
  | 'changed'
  | 'gitops'
  | 'zadig-no-authority'
  | 'zadig-no-hold'
  | 'zadig-decided-already'
  | 'zadig-not-waiting';
