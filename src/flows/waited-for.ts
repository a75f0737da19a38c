import { nextSteps } from '../domain/question-next.ts';
import type { Question } from '../domain/question-rights.ts';
import type { World } from '../domain/seats.ts';

/** Everybody who could fill an empty place now, delegates included. */
export function waitedFor(question: Question, at: number, world: World): readonly string[] {
  const approval = nextSteps(question, at, world).find((step) => step.kind === 'approve');
  return (approval?.people ?? []).filter((person) => !question.votes.some((vote) => vote.person === person));
}
