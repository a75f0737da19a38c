import { type Answer, say } from '../domain/answer.ts';
import type { Person } from '../domain/directory.ts';
import type { Permission } from '../domain/permission.ts';
import type { RunRow } from '../store/runs.ts';
import type { FlowContext } from './context.ts';
import { named } from './people-names.ts';

/** What whoever may not do something to a run is told; the audit keeps that it was tried. */
export function notAllowed(
  context: FlowContext,
  person: Person,
  permission: Extract<Permission, { allowed: false }>,
  { id: run }: Pick<RunRow, 'id'>,
  command: string,
): Answer {
  if (permission.because === 'unread') return say('rights.unread', 'bad');
  const { now: at, directory } = context;
  context.audit.push({ at, actor: person.id, action: 'command.refused', run, detail: { command } });
  return say('run.not-allowed', 'bad', { run, who: named(directory, permission.who) });
}
