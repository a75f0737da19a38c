import { expiresAt } from './question.ts';
import { escalatesAt } from './question-clock.ts';
import { namedFor, type Question } from './question-rights.ts';
import { shortOf } from './question-short.ts';
import type { World } from './seats.ts';

/** What helps a question that too few people are left for. */
export type Way = 'escalate' | 'break-glass' | 'revoke' | 'reject' | 'cancel' | 'policy';

/** The ways out of a question that cannot be approved as things are, the gentlest first. `at` in milliseconds since the epoch. */
export function waysOut(question: Question, at: number, world: World): readonly Way[] {
  const { policy } = question;
  const due = escalatesAt(question);
  const escalates = at < due && due < expiresAt(question) && shortOf(question, due, world) === undefined;
  const again = question.votes.length > 0 && shortOf({ ...question, votes: [] }, at, world) === undefined;
  return [
    ...(escalates ? (['escalate'] as const) : []),
    ...(world.peopleOf(policy.breakGlass).size > 0 ? (['break-glass'] as const) : []),
    ...(again ? (['revoke'] as const) : []),
    ...(world.peopleOf(namedFor('reject', question, at)).size > 0 ? (['reject'] as const) : []),
    'cancel',
    'policy',
  ];
}
