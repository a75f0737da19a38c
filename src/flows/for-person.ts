import type { Person } from '../domain/directory.ts';
import { authorise, type QuestionAction } from '../domain/permission.ts';
import { advance } from '../domain/question.ts';
import type { Question } from '../domain/question-rights.ts';
import type { World } from '../domain/seats.ts';
import type { PutQuestion } from '../store/open-questions.ts';
import { type Around, worldSince } from './world.ts';

/** The world in which all of these are judged: with everything that was handed over and held since the first of them was put. */
export async function worldOf(around: Around, asked: readonly PutQuestion[]): Promise<World> {
  if (asked.length === 0) return around.directory.world([]);
  return await worldSince(around, Math.min(...asked.map(({ question }) => question.openedAt)));
}

/** Whether a question is this person's to decide: by approving it, or by rejecting it. */
export function isFor(person: Person, question: Question, at: number, world: World): boolean {
  return mayAny(person, question, at, world, ['approve', 'reject']);
}

/** Whether this person has anything to say to a question, so that its state is theirs to know. */
export function concerns(person: Person, question: Question, at: number, world: World): boolean {
  return mayAny(person, question, at, world, ['approve', 'reject', 'revoke', 'break-glass']);
}

function mayAny(
  person: Person,
  question: Question,
  at: number,
  world: World,
  actions: readonly QuestionAction[],
): boolean {
  return actions.some((action) => authorise(person.id, { action, question, at }, [], world).allowed);
}

/** What a question waits for from this person now: a verdict of theirs that would count. `reject`: that alone. Undefined when they have voted. */
export function waitsFor(
  person: Person,
  question: Question,
  at: number,
  world: World,
): 'approve' | 'reject' | undefined {
  if (question.votes.some((vote) => vote.person === person.id)) return undefined;
  return (['approve', 'reject'] as const).find(
    (verdict) => advance(question, { kind: 'vote', person: person.id, verdict, at }, world).moved,
  );
}
