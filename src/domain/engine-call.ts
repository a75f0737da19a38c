import type { Verdict } from './card.ts';
import type { Json } from './run.ts';

/** What is asked of an engine. */
export type CallPayload =
  | {
      kind: 'run';
      workflow: string;
      app: string;
      environment: string;
      parameters: { sets: string; value: Json }[];
      initiator: { name: string };
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
  | { kind: 'act'; verb: 'cancel' | 'retry'; by: string; person?: string };
