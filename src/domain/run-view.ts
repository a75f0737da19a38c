import type { ApprovalState } from './approval-state.ts';
import type { Verdict } from './card.ts';
import type { Delegation } from './policy.ts';
import type { Question } from './question-rights.ts';
import type { Phase, RunSnapshot } from './run.ts';

/** How far the question to the engine has come. */
export type CallState = 'owed' | 'sent' | 'accepted' | 'confirmed' | 'refused' | 'elsewhere' | 'buried';

/** A vote that counts, as it was given. */
export type VoteView = {
  person: string;
  /** Whose right was used, where that is not their own. */
  seat: string | null;
  verdict: Verdict;
  reason: string | null;
  fields: Readonly<Record<string, string>> | null;
  breakGlass: boolean;
  /** Config key of the chat on which it was given, where that is known. */
  platform: string | null;
  at: number;
};

export type ApprovalView = {
  id: number;
  gatePath: string;
  gateAttempt: string;
  /** 0, and one more each time that what was shown had changed and people were asked anew. */
  round: number;
  title: string;
  message: string | null;
  state: ApprovalState;
  /** `gate-closed`, `run-ended` or `changed`, of a withdrawn one. */
  withdrawnBecause: string | null;
  /** Who closed its gate in the engine, where the engine told. */
  withdrawnBy: string | null;
  openedAt: number;
  settledAt: number | null;
  /** Those were called who may decide since nobody did in time. */
  escalated: boolean;
  question: Question;
  /** In the order in which they were given. */
  votes: readonly VoteView[];
  call?: { state: CallState; note: string | null };
};

/** A trouble of the whole run, as a presenter code with data. */
export type Trouble = { code: TroubleCode; data: Record<string, string | number> };

const TROUBLE_CODES = [
  'trouble.run-refused',
  'trouble.run-buried',
  'trouble.act-refused',
  'engine.unknown-workflow',
  'engine.bad-parameter-path',
  'engine.bad-parameter-value',
  'engine.run-gone',
  'engine.gitops',
  'engine.field-conflict',
  'engine.not-as-before',
  'engine.zadig-job-type',
  'engine.zadig-job-skipped',
  'engine.zadig-no-job',
  'engine.zadig-no-work',
] as const;

export type TroubleCode = (typeof TROUBLE_CODES)[number];

export function isTroubleCode(code: string): code is TroubleCode {
  return TROUBLE_CODES.some((known) => known === code);
}

/** Everything that a card, a status answer or a page shows of a run. */
export type RunView = {
  id: number;
  engine: string;
  app: string | null;
  environment: string | null;
  workflow: string;
  parameters: Readonly<Record<string, string>>;
  /** Person id. */
  initiator: string | null;
  initiatorName: string | null;
  /** The run that it runs once more. */
  restartOf?: number;
  phase: Phase;
  snapshot: RunSnapshot | null;
  trouble: Trouble | null;
  /** The number of the revision that it made; null unless it has succeeded, in an environment of the configuration. */
  revision: number | null;
  /** The revision whose parameters it runs with again. */
  rollbackTo: number | null;
  createdAt: number;
  endedAt: number | null;
  /** Of the environment, while the run goes on. */
  lock?: { owner: string; reason: string; since: number };
  /** In the order in which the gates opened. */
  approvals: readonly ApprovalView[];
  /** What did not arrive: where it should have gone, and the last reason. `still`: it is tried again; else it was given up. */
  undelivered: readonly { to: string; because: string; still?: true }[];
  /** Rights that were handed over by command since the oldest open question was put. */
  delegations: readonly Delegation[];
};
