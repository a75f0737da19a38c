import { type Answer, type ListLine, say } from '../domain/answer.ts';
import type { Command } from '../domain/command.ts';
import type { Person } from '../domain/directory.ts';
import { type Difference, differences } from '../domain/revision.ts';
import { latestRevisions, type RevisionRow, revisionByNumber } from '../store/revisions.ts';
import { placeFor } from './app-place.ts';
import type { FlowContext } from './context.ts';

/** `/flow diff`: what differs between two revisions of an environment, or between one and the newest. */
export async function tellDiff(
  context: FlowContext,
  person: Person,
  command: Extract<Command, { kind: 'diff' }>,
): Promise<Answer> {
  const place = placeFor(context, person, command, 'read');
  if ('refusal' in place) return place.refusal;
  const where = { app: place.app.id, environment: place.environment.id };
  const [newest] = await latestRevisions(context.tx, where, 1);
  if (newest === undefined) return say('revision.none', 'neutral', where);
  const numbers = [command.from, command.to ?? newest.number];
  const found: RevisionRow[] = [];
  for (const number of numbers) {
    const revision = await revisionByNumber(context.tx, where, number);
    if (revision === undefined)
      return say('revision.unknown', 'bad', { ...where, revision: number, newest: newest.number });
    found.push(revision);
  }
  const [before, after] = found;
  if (before === undefined || after === undefined) throw new Error('two revisions were looked up');
  const data = { ...where, from: before.number, to: after.number };
  const lines = [
    ...found.filter(({ parameters }) => parameters === null).map(unknownLine),
    ...differences(before, after).map(lineOf),
  ];
  if (lines.length === 0) return say('diff.same', 'neutral', data);
  return { kind: 'list', heading: 'list.diff', data, lines };
}

function unknownLine({ number, run }: RevisionRow): ListLine {
  return { code: 'line.diff-unknown', data: { revision: number, run } };
}

function lineOf(difference: Difference): ListLine {
  switch (difference.kind) {
    case 'workflow':
      return { code: 'line.diff-workflow', data: difference };
    case 'parameter': {
      const { name, before, after } = difference;
      return { code: 'line.diff-parameter', data: { name, before: shown(before), after: shown(after) } };
    }
    case 'image':
    case 'commit': {
      const { kind, change, value } = difference;
      return { code: `line.diff-${kind}-${change}`, data: { value } };
    }
  }
}

/** An empty text is not the same as none. */
function shown(value: string | undefined): string {
  if (value === undefined) return '–';
  return value === '' ? '""' : value;
}
