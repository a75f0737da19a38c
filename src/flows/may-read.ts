import { authorise, type Permission, type Place } from '../domain/permission.ts';
import type { Question } from '../domain/question-rights.ts';
import type { RunView } from '../domain/run-view.ts';
import type { World } from '../domain/seats.ts';
import { questionsOfRun } from '../store/open-questions.ts';
import type { RunRow } from '../store/runs.ts';
import { worldOf } from './for-person.ts';
import { type Around, permits } from './world.ts';

/** Whether somebody may see a run: by a role, or since one of its open questions is theirs to decide. `at` in milliseconds since the epoch. */
export function mayReadAsked(
  { directory }: Pick<Around, 'directory'>,
  person: string,
  place: Place,
  asked: { questions: readonly Question[]; at: number; world: World },
): Permission {
  return authorise(person, { action: 'read', place, asked }, directory.roles, asked.world);
}

/** The same of a run whose questions are not at hand: they are looked up only where no role says yes. */
export async function mayRead(
  around: Around & { now: number },
  person: string,
  run: RunRow,
): Promise<Permission> {
  const permission = permits(around, person, { action: 'read', place: run });
  if (permission.allowed) return permission;
  const asked = await questionsOfRun(around.tx, run);
  const world = await worldOf(around, asked);
  const questions = asked.map(({ question }) => question);
  return mayReadAsked(around, person, run, { questions, at: around.now, world });
}

/** The same of a run that is about to be shown: its questions are at hand. */
export function mayReadView(
  around: Pick<Around, 'directory'>,
  person: string,
  view: RunView,
  at: number,
): Permission {
  const questions = view.approvals.map(({ question }) => question);
  return mayReadAsked(around, person, view, {
    questions,
    at,
    world: around.directory.world(view.delegations),
  });
}
