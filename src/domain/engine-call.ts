import type { Verdict } from './card.ts';
import type { RoleAction } from './permission.ts';
import type { Json } from './run.ts';

/** What is asked of a run that is there. */
export type ActVerb = 'cancel' | 'retry' | 'suspend' | 'resume';

/** The right that each takes: whoever may end a run may hold it. */
export const ACT_RIGHTS = {
  cancel: 'cancel',
  retry: 'retry',
  suspend: 'cancel',
  resume: 'cancel',
} as const satisfies Record<ActVerb, RoleAction>;

/** What is asked of an engine. */
export type CallPayload =
  | {
      kind: 'run';
      workflow: string;
      app: string;
      environment: string;
      parameters: { sets: string; value: Json }[];
      initiator: { name: string };
      /** The engine's name of the run that is run once more. */
      again?: string;
    }
  | {
      kind: 'decide';
      path: string;
      attempt: string;
      verdict: Verdict;
      by: string;
      reason: string | null;
      /** What approvers filled in, by name; absent in calls of older versions. */
      answers?: Readonly<Record<string, string>>;
    }
  /** `person`: config key of whoever asked; absent when the bot itself did, at the end of a question's time. */
  | { kind: 'act'; verb: ActVerb; by: string; person?: string; step?: string };
