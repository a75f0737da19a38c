import { type Answer, type ListLine, say } from '../domain/answer.ts';
import type { Command } from '../domain/command.ts';
import type { Person } from '../domain/directory.ts';
import { commitText } from '../domain/revision.ts';
import { latestRevisions, type RevisionRow } from '../store/revisions.ts';
import { placeFor } from './app-place.ts';
import type { FlowContext } from './context.ts';
import { momentFor } from './tell-person.ts';

const COUNT = 10;
/** What is more does not fit into one message of any chat. */
const COUNT_MAX = 30;
/** So much of a hash tells commits apart. */
const HASH_LENGTH = 12;

/** `/flow history`: the newest revisions of an environment. */
export async function tellHistory(
  context: FlowContext,
  person: Person,
  { count = COUNT, ...command }: Extract<Command, { kind: 'history' }>,
): Promise<Answer> {
  const place = placeFor(context, person, command, 'read');
  if ('refusal' in place) return place.refusal;
  const where = { app: place.app.id, environment: place.environment.id };
  const revisions = await latestRevisions(context.tx, where, Math.min(Math.max(count, 1), COUNT_MAX));
  if (revisions.length === 0) return say('revision.none', 'neutral', where);
  const lines = revisions.map((revision) => lineOf(context, person, revision));
  return { kind: 'list', heading: 'list.history', data: where, lines };
}

function lineOf(context: FlowContext, reader: Person, revision: RevisionRow): ListLine {
  const data = revisionData(context, reader, revision);
  const { rollbackTo } = revision;
  if (rollbackTo === null) return { code: 'line.revision', data };
  return { code: 'line.revision-back', data: { ...data, to: rollbackTo } };
}

/** Number, run, when, by whom and what, as that person reads it. */
export function revisionData(
  { directory }: Pick<FlowContext, 'directory'>,
  reader: Person,
  revision: RevisionRow,
) {
  const { number, run, at, by, byName } = revision;
  const name = (by === null ? undefined : directory.person(by)?.name) ?? byName ?? '–';
  const when = momentFor(directory, reader, at);
  return { revision: number, run, when, by: name, content: contentOf(revision) };
}

/** `tag=v2 · registry/shop:v2 · c0ffee`. What names the commit stands there once. */
function contentOf({ parameters, images, commits }: RevisionRow): string {
  const short = commits.map(({ id, ...commit }) => commitText({ ...commit, id: id.slice(0, HASH_LENGTH) }));
  const named = new Set(commits.map(({ id }) => id));
  const pairs = Object.entries(parameters ?? {}).filter(([, value]) => !named.has(value));
  return [...pairs.map(([name, value]) => `${name}=${value}`), ...images, ...short].join(' · ') || '–';
}
