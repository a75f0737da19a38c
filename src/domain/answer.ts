import type { Form } from './card.ts';
import type { HoldCode, HoldLineCode } from './hold-code.ts';
import type { Policy } from './policy.ts';
import type { TroubleCode } from './run-view.ts';
import type { Saying } from './saying.ts';

/** What a flow has to say to the one person who caused it: a code with data; the presenter has the sentence in each language. */
export type AnswerCode =
  | HoldCode
  | 'deploy.started'
  | 'deploy.key-used'
  | 'deploy.no-app'
  | 'deploy.no-apps'
  | 'deploy.no-environment'
  | 'deploy.not-allowed'
  | 'rollback.started'
  | 'rollback.not-allowed'
  | 'rollback.elsewhere'
  | 'rollback.first'
  | 'rollback.unknown-parameter'
  | 'rollback.bad-value'
  | 'rollback.missing-parameter'
  | 'restart.unknown-parameter'
  | 'restart.bad-value'
  | 'revision.none'
  | 'revision.unknown'
  | 'history.not-allowed'
  | 'diff.same'
  | 'plan.untold'
  | 'deploy.unknown-parameter'
  | 'deploy.missing-parameter'
  | 'deploy.bad-pattern'
  | 'deploy.bad-string'
  | 'deploy.bad-number'
  | 'deploy.bad-boolean'
  | 'command.usage'
  | 'command.stale'
  | 'command.unknown'
  | 'command.number'
  | 'command.pair'
  | 'command.twice'
  | 'command.quote'
  | 'person.unknown'
  | 'api.nobody'
  | 'api.no-link'
  | 'run.none'
  | 'run.unknown'
  | 'run.not-allowed'
  | 'run.over'
  | 'run.not-over'
  | 'run.cannot'
  | 'run.starting'
  | 'run.busy'
  | 'run.succeeded'
  | 'run.never-started'
  | 'approval.withdrawn-ended'
  | 'run.no-room'
  | 'run.cancelling'
  | 'run.retrying'
  | 'run.suspending'
  | 'run.suspending-step'
  | 'run.resuming'
  | 'run.resuming-step'
  | 'run.suspended-already'
  | 'run.not-suspended'
  | 'run.step-begun'
  | 'run.no-step'
  | 'logs.none'
  | 'run.restarted'
  | 'run.restart-open'
  | 'run.restart-never-started'
  | 'approval.approved'
  | 'approval.rejected'
  | 'approval.rejected-one'
  | 'approval.rejected-all'
  | 'approval.gone'
  | 'approval.old'
  | 'approval.settled-approved'
  | 'approval.settled-rejected'
  | 'approval.withdrawn'
  | 'approval.expired'
  | 'approval.changed'
  | 'approval.own-run'
  | 'approval.unknown-initiator'
  | 'approval.no-vote'
  | 'approval.no-break-glass'
  | 'approval.voted-already'
  | 'approval.not-needed'
  | 'approval.seat-used'
  | 'approval.counted'
  | 'approval.revoked'
  | 'approval.ask-form'
  | 'approval.say-why'
  | 'approval.field-missing'
  | 'approval.field-too-long'
  | 'approval.field-unknown'
  | 'approval.field-not-asked'
  | 'approval.fields-needed'
  | 'approval.which-gate'
  | 'read.not-allowed'
  | 'pending.none'
  | 'who.none'
  | 'link.code'
  | 'link.known'
  | 'link.unknown-code'
  | 'link.confirm'
  | 'link.done'
  | 'link.not-allowed'
  | 'link.direct'
  | 'unlink.done'
  | 'unlink.none'
  | 'delegate.done'
  | 'delegate.ended'
  | 'delegate.none'
  | 'delegate.nobody'
  | 'delegate.nearest'
  | 'delegate.which'
  | 'delegate.self'
  | 'delegate.time'
  | 'approval.not-yours'
  | 'approval.unread'
  | 'rights.unread'
  | 'approval.nobody'
  | 'approval.reason-needed'
  | 'approval.reason-too-long'
  | 'approval.which'
  | 'approval.none-open'
  | 'approval.no-such-gate'
  | 'approval.none-open-here'
  | 'approval.no-card'
  | 'approval.which-here'
  | 'approval.asked-later'
  | 'approval.reason-empty'
  | 'approval.ask-reason'
  | 'approval.ask-reason-all'
  | 'mention.not-understood'
  | 'inbox.received'
  | 'inbox.buried'
  | 'inbox.click-again';

/** Somebody by name, and by whom they stand in for where a right is another one's. */
export type Named = { name: string; seat?: string };

/** What an engine says of a step: `message` where it gave no codes. */
type Spoken = { message: string; says: readonly Saying[] };

export type AnswerData = Readonly<Record<string, string | number | readonly Named[] | Spoken>>;

export type Answer =
  /** Nothing to say: conversation that was not meant for the bot. */
  | { kind: 'silence' }
  /** Whether this was meant for the bot will be known when a card that is on its way has arrived. */
  | { kind: 'later' }
  /**
   * `quiet`: the card shows it already; told only where telling costs nobody's attention, such as a toast. `settled`: the question of the
   * message that was clicked, which is to say what became of it.
   */
  | {
      kind: 'say';
      code: AnswerCode;
      data: AnswerData;
      tone: 'good' | 'bad' | 'neutral';
      quiet?: boolean;
      settled?: { run: number; approval: number };
    }
  /** Several lines, such as a list of runs: each its own code. */
  | {
      kind: 'list';
      heading: AnswerCode | ListCode;
      data: AnswerData;
      lines: readonly ListLine[];
      /** Lines stand as they are, without marks before them. */
      bare?: boolean;
    }
  /** Ask first. `endsRun`: a rejection ends more than its gate. */
  | {
      kind: 'ask';
      subject: Form['subject'];
      policy: Policy;
      run: number;
      endsRun: boolean;
      data: AnswerData;
    }
  | { kind: 'field-errors'; errors: Readonly<Record<string, { code: AnswerCode; data: AnswerData }>> };

export type ListCode =
  | 'list.runs'
  | 'list.now'
  | 'list.history'
  | 'list.diff'
  | 'list.plan'
  | 'list.plan-refused'
  | 'list.schedules'
  | 'list.help'
  | 'list.status'
  | 'list.standing'
  | 'list.pending'
  | 'list.pending-reject'
  | 'list.who'
  | 'list.whoami'
  | 'list.logs';

/** Lines of `pending`, `who` and `whoami`. A name that ends in `-at` says a time by how far it is away (`ms`). */
type LineCode =
  | 'line.plan-parameter'
  | 'line.plan-others'
  | 'line.plan-step'
  | 'line.plan-step-if'
  | 'line.plan-deploys'
  | 'line.plan-deploys-at'
  | 'line.plan-untaken'
  | 'line.plan-overrides'
  | 'line.plan-timed'
  | 'line.plan-level'
  | 'line.plan-rooms'
  | 'line.plan-route'
  | 'line.revision'
  | 'line.revision-back'
  | 'line.stands'
  | 'line.stands-back'
  | 'line.stands-nowhere'
  | 'line.diff-workflow'
  | 'line.diff-parameter'
  | 'line.diff-image-gone'
  | 'line.diff-image-new'
  | 'line.diff-commit-gone'
  | 'line.diff-commit-new'
  | 'line.diff-unknown'
  | 'line.pending'
  | 'line.pending-reject'
  | 'line.question'
  | 'line.question-nobody'
  | 'line.place'
  | 'line.voted'
  | 'line.rejecters'
  | 'line.break-glass'
  | 'line.escalates-at'
  | 'line.expires-at'
  | 'line.stuck'
  | 'line.unread'
  | 'line.blind'
  | 'line.short'
  | 'line.helps'
  | 'line.enough'
  | 'line.account'
  | 'line.account-joined'
  | 'line.account-matched'
  | 'line.account-barred'
  | 'line.groups'
  | 'line.right'
  | 'line.may-link'
  | 'line.decides'
  | 'line.delegates-to'
  | 'line.delegated-by'
  | 'line.log'
  | 'line.log-cut'
  | 'line.log-page';

export type ListLine = {
  code:
    | 'line.run'
    | 'line.gate'
    | 'line.step'
    | 'line.step-said'
    | 'line.app'
    | 'line.usage'
    | LineCode
    | HoldLineCode
    | HoldCode
    | TroubleCode;
  data: AnswerData;
};

export function say(
  code: AnswerCode,
  tone: 'good' | 'bad' | 'neutral',
  data: AnswerData = {},
): Extract<Answer, { kind: 'say' }> {
  return { kind: 'say', code, tone, data };
}

/** A card says the same to everyone: a further message would only be noise. */
export function sayQuietly(code: AnswerCode, data: AnswerData): Answer {
  return { kind: 'say', code, tone: 'good', data, quiet: true };
}
