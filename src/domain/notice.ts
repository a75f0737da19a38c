import type { AnswerCode, AnswerData } from './answer.ts';
import type { Who } from './route.ts';
import type { RunEvent } from './run-event.ts';

/** About a question to people. */
export type QuestionSubject = {
  kind: /** A gate waits: the approvers are mentioned. */
    | 'gate-opened'
    /** It still waits. */
    | 'reminder'
    /** Nobody decided in time: those are called who may decide now too. */
    | 'escalated'
    /** Somebody approved alone, by a right for emergencies: everybody shall see it. */
    | 'break-glass';
  approval: number;
  /** They alone are told, in their direct conversation with the bot. */
  person?: string;
  /** Called beside the approvers. */
  also?: readonly Who[];
};

/** Something happened that a route tells of. */
export type EventSubject = {
  kind: 'event';
  event: RunEvent;
  /** Config keys of the routes that lead here, in the order of the file: they call, and the first with words of its own says them. */
  routes: readonly string[];
  /** The one who is told: a person of the configuration, or an address. Absent: the room. */
  to?: { person: string } | { email: string };
};

/** Senders of workflow steps; what they are called in KubeVela's `notification` step. */
export const STEP_OUTLETS = ['slack', 'lark', 'dingding', 'email'] as const;

export type StepOutlet = (typeof STEP_OUTLETS)[number];

/** In a workflow an address or a password is written, or it is the name of a secret of the engine. */
export type StepSecret = { value: string } | { secretRef: { name: string; key: string } };

/** A workflow sends it by a step of its own, to an address of its own. */
export type StepSubject = {
  kind: 'step';
  /** Config key of the engine, its own name of the run, and the attempt of the step. */
  engine: string;
  ref: string;
  attempt: string;
  outlet: StepOutlet;
  /** The vendor's own object. */
  message: Readonly<Record<string, unknown>>;
} & (
  | { outlet: Exclude<StepOutlet, 'email'>; url: StepSecret }
  | {
      outlet: 'email';
      to: string;
      server: { host: string; port: number; user: string; password: StepSecret; name?: string };
    }
);

/** Somebody alone is told something that they did not just ask. It need not be about a run. */
export type ToldSubject = {
  kind: 'told';
  person: string;
  /** Sentences, one after the other. */
  says: readonly { code: AnswerCode; data: AnswerData }[];
};

/** What a one-off message is about; its words are found when it is sent. */
export type NoticeSubject = QuestionSubject | EventSubject | StepSubject | ToldSubject;

/** The lane of such steps among chats and channels: no config key has such a form. */
export function stepOutlet(outlet: StepOutlet): string {
  return `(step:${outlet})`;
}

/** Whether that is what a notice is owed to. */
export function isStepLane(platform: string): boolean {
  return STEP_OUTLETS.some((outlet) => stepOutlet(outlet) === platform);
}

/** A notice that has failed so often is shown on the card of its run while it is tried again. */
export const FAILURES_SHOWN = 3;

/** The question that a reply to the message is about. */
export function questionOf(subject: NoticeSubject): number | undefined {
  switch (subject.kind) {
    case 'step':
    case 'told':
      return undefined;
    case 'event':
      return subject.event.approval;
    case 'gate-opened':
    case 'reminder':
    case 'escalated':
    case 'break-glass':
      return subject.approval;
  }
}
