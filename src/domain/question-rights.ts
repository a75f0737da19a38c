import type { ApprovalState } from './approval-state.ts';
import type { Verdict } from './card.ts';
import type { Permission, QuestionAction } from './permission.ts';
import { namedBy, type Policy, type Who } from './policy.ts';
import { rightsOf, seatsOf, type World } from './seats.ts';

/** One person's verdict. `seat` is the person whose right it uses: their own, or the one who handed it over. `level` counts from 0. */
export type Vote = { person: string; seat: string; verdict: Verdict; level: number; at: number };

/** What is put to people, and what they have said so far. The policy is the one of the moment at which it was put (`fixPolicy`). */
export type Question = {
  policy: Policy;
  /** Milliseconds since the epoch. */
  openedAt: number;
  /** Undefined when nobody knows who started the run. */
  initiator: string | undefined;
  /** Those authors of what is deployed who are known. */
  authors: readonly string[];
  state: ApprovalState;
  /** At most one for each person and for each seat. */
  votes: readonly Vote[];
};

/** Whether the question is this person's to answer at all, whatever state it is in. */
export function whoMay(
  person: string,
  action: QuestionAction,
  question: Question,
  at: number,
  world: World,
): Permission {
  const who = namedFor(action, question, at);
  if (action === 'approve') {
    const seats = seatsOf(person, who, at, world);
    if (seats.length > 0 && isOwn(question, person)) return { allowed: false, because: 'own-run', who };
    // Nobody approves in the name of somebody who must not approve themselves.
    if (!seats.some((seat) => !isOwn(question, seat)))
      return { allowed: false, because: mayTurnOut(person, action, question, at, world), who };
    return isBlind(question) ? { allowed: false, because: 'unknown-initiator', who } : { allowed: true };
  }
  return named(person, action, who, at, world)
    ? { allowed: true }
    : { allowed: false, because: mayTurnOut(person, action, question, at, world), who };
}

/** Whether a group that cannot be read now may be what they lack. Nobody approves their own run by any group. */
function mayTurnOut(
  person: string,
  action: QuestionAction,
  question: Question,
  at: number,
  world: World,
): 'not-granted' | 'unread' {
  if (action === 'revoke' || action === 'break-glass') return 'not-granted';
  const who = namedFor(action, question, at);
  const barred = (one: string): boolean => action === 'approve' && isOwn(question, one);
  const open = rightsOf(person, at, world).some((one) => !barred(one) && !world.knows(who, one));
  return open && !barred(person) ? 'unread' : 'not-granted';
}

function named(
  person: string,
  action: Exclude<QuestionAction, 'approve'>,
  who: Who,
  at: number,
  world: World,
): boolean {
  switch (action) {
    case 'reject':
      return seatsOf(person, who, at, world).length > 0;
    case 'revoke':
    case 'break-glass':
      // People, never groups: a group of the same name opens neither.
      return who.includes(person) && world.peopleOf([person]).has(person);
  }
}

/** The list that an action is open to now. */
export function namedFor(action: QuestionAction, question: Question, at: number): Who {
  const { policy, votes } = question;
  switch (action) {
    case 'approve':
      return approvers(question, at);
    case 'reject':
      return policy.rejecters ?? approvers(question, at);
    case 'revoke':
      return votes.map((vote) => vote.person);
    case 'break-glass':
      return policy.breakGlass;
  }
}

function approvers(question: Question, at: number): Who {
  const named = namedBy(question.policy);
  return named.length === 0 ? named : [...named, ...escalatedTo(question, at)];
}

/** Who may approve beside those whom the levels name, since nobody did in time. */
export function escalatedTo({ policy: { escalation }, openedAt }: Question, at: number): Who {
  return escalation !== undefined && at >= openedAt + escalation.afterMs ? escalation.to : [];
}

/** Started the run or wrote what it deploys, where the policy forbids to approve that. */
export function isOwn(
  { policy, initiator, authors }: Pick<Question, 'policy' | 'initiator' | 'authors'>,
  person: string,
): boolean {
  return !policy.selfApproval && (person === initiator || authors.includes(person));
}

/** Nobody knows who started the run, so it might be anybody's own: then nobody approves it, unless the policy says otherwise. */
export function isBlind(question: Question): boolean {
  const blind = question.initiator === undefined && !question.policy.selfApproval;
  return blind && question.policy.unknownInitiator === 'refuse';
}
