import { type Answer, type Named, say } from '../domain/answer.ts';
import type { Person } from '../domain/directory.ts';
import type { QuestionAction } from '../domain/permission.ts';
import { type Unmoved, uncountedNow } from '../domain/question.ts';
import { decisionsOf } from '../store/decisions.ts';
import type { Ballot } from './ballot.ts';
import type { FlowContext } from './context.ts';
import type { Asked } from './decide.ts';
import { whoIsMissing } from './missing.ts';
import { named } from './people-names.ts';

type Attempt = Pick<Ballot, 'at' | 'breakGlass'> & { verdict: QuestionAction };

/** Why a vote does not count, in an answer that only its sender sees. A vote without the right to it is in the audit. */
export async function refusalFor(
  context: FlowContext,
  person: Person,
  attempt: Attempt,
  { approval, run, question, world }: Asked,
  why: Unmoved,
): Promise<Answer> {
  const data = { title: approval.title, run: run.id };
  switch (why.because) {
    case 'denied': {
      const { because, who } = why.permission;
      // Nothing is known against them: it is no refused vote.
      if (because === 'unread') return say('approval.unread', 'bad', data);
      context.audit.push({
        at: context.now,
        actor: person.id,
        action: 'approval.refused-vote',
        run: run.id,
        detail: {
          approval: approval.id,
          verdict: attempt.breakGlass === true ? 'break-glass' : attempt.verdict,
          policy: question.policy.id,
          because,
        },
      });
      if (because === 'own-run')
        return say('approval.own-run', 'bad', { ...data, who: others(context, who, person) });
      if (because === 'unknown-initiator') return say('approval.unknown-initiator', 'bad', data);
      if (attempt.verdict === 'revoke') return say('approval.no-vote', 'bad', data);
      if (attempt.breakGlass === true)
        return say('approval.no-break-glass', 'bad', { ...data, who: named(context.directory, who) });
      if (who.length > 0)
        return say('approval.not-yours', 'bad', { ...data, who: named(context.directory, who) });
      return say('approval.nobody', 'bad', {
        ...data,
        app: run.app ?? run.workflow,
        environment: run.environment ?? '–',
      });
    }
    case 'settled':
      return await settledAnswer(context, { approval, run, question, world });
    case 'expired':
      return say('approval.expired', 'bad', data);
    case 'voted-already':
      return say('approval.voted-already', 'neutral', data);
    case 'not-needed': {
      const instead = question.votes.find((vote) => vote.seat === person.id && vote.person !== person.id);
      if (instead !== undefined)
        return say('approval.seat-used', 'bad', {
          ...data,
          who: named(context.directory, [instead.person]),
        });
      if (uncountedNow(question, world).length > 0) return say('approval.unread', 'bad', data);
      return say('approval.not-needed', 'bad', {
        ...data,
        who: whoIsMissing(context, question, world, attempt.at),
      });
    }
    case 'nothing-due':
      throw new Error('only the clock finds nothing due');
  }
}

function others({ directory }: FlowContext, who: readonly string[], person: Person): readonly Named[] {
  return named(
    directory,
    who.filter((id) => id !== person.id),
  );
}

async function settledAnswer(context: FlowContext, { approval, run, question }: Asked): Promise<Answer> {
  const data = { title: approval.title, run: run.id };
  switch (question.state) {
    case 'withdrawn': {
      const because = approval.withdrawnBecause;
      if (because === 'changed') return say('approval.changed', 'bad', data);
      return say(because === 'run-ended' ? 'approval.withdrawn-ended' : 'approval.withdrawn', 'bad', data);
    }
    case 'expired':
      return say('approval.expired', 'bad', data);
    case 'open':
    case 'approved':
    case 'rejected': {
      const verdict = question.state === 'approved' ? 'approve' : 'reject';
      const by = (await decisionsOf(context.tx, approval.id)).filter((vote) => vote.verdict === verdict);
      const who = named(
        context.directory,
        by.map((vote) => vote.person),
      );
      const code = verdict === 'approve' ? 'approval.settled-approved' : 'approval.settled-rejected';
      return say(code, 'bad', { ...data, who });
    }
  }
}
