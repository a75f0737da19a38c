import assert from 'node:assert/strict';
import type { Verdict } from '../../src/domain/card.ts';
import { anyOf, type Policy } from '../../src/domain/policy.ts';
import { type Advance, advance, type QuestionDeed } from '../../src/domain/question.ts';
import type { Question } from '../../src/domain/question-rights.ts';
import type { World } from '../../src/domain/seats.ts';
import { worldOf } from './world-of.ts';

/** When the questions of the tests are put, in milliseconds since the epoch. */
export const OPENED_AT = 1000;

/** A question of Ida's run. `policy`: what is other than "any one of the group sre". */
export function questionOf(policy: Partial<Policy> = {}, run: Partial<Question> = {}): Question {
  return {
    policy: { ...anyOf('p', ['sre']), ...policy },
    openedAt: OPENED_AT,
    initiator: 'ida',
    authors: [],
    state: 'open',
    votes: [],
    ...run,
  };
}

export const GROUPS = { sre: ['ada', 'bo', 'cy', 'ida'], dba: ['cy', 'dee'], leads: ['lee'], void: [] };

export const WORLD = worldOf(GROUPS);

export function says(person: string, verdict: Verdict, at = OPENED_AT): QuestionDeed {
  return { kind: 'vote', person, verdict, at };
}

/** The question after deeds that must all move it. */
export function after(question: Question, deeds: readonly QuestionDeed[], world: World = WORLD): Question {
  let now = question;
  for (const deed of deeds) {
    const advanced = advance(now, deed, world);
    assert.ok(advanced.moved, `${JSON.stringify(deed)}: ${JSON.stringify(advanced)}`);
    now = advanced.question;
  }
  return now;
}

/** `moved`, or why a deed does not move it: for a missing right the reason of that. */
export function outcome(question: Question, deed: QuestionDeed, world: World = WORLD): string {
  const advanced: Advance = advance(question, deed, world);
  if (advanced.moved) return 'moved';
  return advanced.because === 'denied' ? advanced.permission.because : advanced.because;
}
