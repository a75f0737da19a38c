import { type Answer, say } from '../domain/answer.ts';
import type { Command } from '../domain/command.ts';
import type { Person } from '../domain/directory.ts';
import type { Event } from '../domain/event.ts';
import { latestRevisions, type RevisionRow, revisionByNumber } from '../store/revisions.ts';
import { placeFor } from './app-place.ts';
import type { FlowContext, StartContext } from './context.ts';
import { parametersOfRevision } from './read-again.ts';
import { startRun } from './start-run.ts';

/**
 * `/rollback`: runs the workflow of the environment again with the parameters of a revision, approvals and all. Its end is a new revision. The
 * parameters are checked as if they were typed: what the configuration does not take any more is refused, nothing is left out in silence.
 */
export async function rollback(
  context: StartContext,
  person: Person,
  event: Event,
  command: Extract<Command, { kind: 'rollback' }>,
  inbox: number,
): Promise<Answer> {
  const place = placeFor(context, person, command, 'rollback');
  if ('refusal' in place) return place.refusal;
  const found = await revisionMeant(context, command);
  if ('refusal' in found) return found.refusal;
  const { revision } = found;
  if (revision.parameters === null) {
    const where = { app: revision.app, environment: revision.environment };
    return say('rollback.elsewhere', 'bad', { revision: revision.number, run: revision.run, ...where });
  }
  const values = parametersOfRevision(place, revision.number, revision.parameters);
  if ('refusal' in values) return values.refusal;
  const asked = { ...place, given: values.given, rollbackTo: revision.number };
  return await startRun(context, { person, event, inbox }, asked);
}

/** The one that was named, or the one before the newest. */
async function revisionMeant(
  { tx }: FlowContext,
  { app, environment, revision: number }: Extract<Command, { kind: 'rollback' }>,
): Promise<{ revision: RevisionRow } | { refusal: Answer }> {
  const place = { app, environment };
  const [newest, before] = await latestRevisions(tx, place, 2);
  if (newest === undefined) return { refusal: say('revision.none', 'bad', place) };
  if (number === undefined) {
    if (before === undefined)
      return { refusal: say('rollback.first', 'bad', { ...place, revision: newest.number }) };
    return { revision: before };
  }
  const revision = await revisionByNumber(tx, place, number);
  if (revision !== undefined) return { revision };
  return { refusal: say('revision.unknown', 'bad', { ...place, revision: number, newest: newest.number }) };
}
