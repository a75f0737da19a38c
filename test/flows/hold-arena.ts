/** A shop that can be locked, planned for and deployed by several servers at once. */

import type { Answer } from '../../src/domain/answer.ts';
import { parseCommand } from '../../src/domain/command.ts';
import { createDirectory, type Person } from '../../src/domain/directory.ts';
import type { OutlineOf } from '../../src/domain/outline.ts';
import type { StartContext } from '../../src/flows/context.ts';
import { handle } from '../../src/flows/handle.ts';
import { silentLog } from '../../src/log.ts';
import { appendAudit } from '../../src/store/audit.ts';
import type { Database } from '../../src/store/database.ts';
import { AUDIT_KEYS } from '../fakes/audit-keys.ts';
import { directEvent, NOW } from './flow-unit.ts';

const NAMES = ['ada', 'ben', 'carl'];
export const ENGINES = new Map([['engine', { keys: true, cancel: true, retry: true }]]);

/** Ada and Ben may do everything in every environment of shop, Carl nothing. `without`: who has left meanwhile. */
export function shopDirectory(environments: readonly string[], without: readonly string[] = []) {
  const names = NAMES.filter((id) => !without.includes(id));
  return createDirectory({
    language: 'en',
    platforms: [{ id: 'chat', kind: 'memory', language: 'en' }],
    people: names.map((id): Person => ({ id, name: id, language: 'en', accounts: { chat: `U-${id}` } })),
    apps: [
      {
        id: 'shop',
        title: 'Shop',
        engine: 'engine',
        environments: environments.map((id) => ({
          id,
          workflow: 'ship',
          operators: ['ada', 'ben'],
          approvers: [],
          rooms: [],
          parameters: [{ name: 'tag', required: false, type: 'string', sets: 'x' }],
        })),
      },
    ],
  });
}

type Directory = ReturnType<typeof shopDirectory>;

export async function unit<T>(
  db: Database,
  directory: Directory,
  work: (context: StartContext) => Promise<T>,
  now = NOW,
  outline: OutlineOf = () => undefined,
): Promise<T> {
  return await db.tx(async (tx) => {
    const context: StartContext = {
      tx,
      now,
      directory,
      engines: ENGINES,
      platforms: new Map(),
      outline,
      audit: [],
    };
    const result = await work(context);
    await appendAudit(tx, context.audit, AUDIT_KEYS, silentLog);
    return result;
  });
}

let events = 0;

/** What somebody types to the bot, handled as one unit; resolves with the code of the answer. */
export async function type(
  db: Database,
  directory: Directory,
  person: string,
  text: string,
  now = NOW,
): Promise<string> {
  events += 1;
  if (parseCommand('flow', text).kind === 'mistake') throw new Error(`no command: ${text}`);
  const event = directEvent(person, {
    key: `typed ${events}`,
    deed: { kind: 'command', name: 'flow', text },
    at: now,
  });
  const row = { id: events, storedAt: now };
  const answer = await unit(
    db,
    directory,
    (context) => handle(context, event, row, directory.person(person)),
    now,
  );
  return codeOf(answer);
}

export function codeOf(answer: Answer): string {
  return answer.kind === 'say' ? answer.code : answer.kind;
}
