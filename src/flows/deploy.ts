import type { Answer } from '../domain/answer.ts';
import type { Command } from '../domain/command.ts';
import type { Person } from '../domain/directory.ts';
import { placeFor } from './app-place.ts';
import type { StartContext } from './context.ts';
import { readParameters } from './read-parameters.ts';
import { type Origin, startRun } from './start-run.ts';

/** `/deploy`: a person starts a run with the parameters of the command. */
export async function deploy(
  context: StartContext,
  person: Person,
  event: Origin,
  command: Extract<Command, { kind: 'deploy' }>,
  inbox: number | null,
): Promise<Answer> {
  const place = placeFor(context, person, command, 'deploy');
  if ('refusal' in place) return place.refusal;
  const values = readParameters(place.app, place.environment, command.parameters);
  if ('refusal' in values) return values.refusal;
  return await startRun(context, { person, event, inbox }, { ...place, given: values.given });
}
