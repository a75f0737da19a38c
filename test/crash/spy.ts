/**
 * Looks into the server's database from outside, reading only: to know into which window a kill fell, never to judge. It is opened for one kill
 * and closed before the next start, so that the server recovers its write-ahead log alone.
 */
import Sqlite from 'better-sqlite3';
import type { Delivery, Request } from './chat.ts';

type InboxState = 'stored' | 'done' | 'buried';

export type Spy = {
  /** How far the event of a delivery that was sent after the opening has come; undefined while it is not stored. */
  inbox(delivery: Delivery): InboxState | undefined;
  lastCall(): number;
  /** The first question to the engine after number `after`. */
  call(after: number): { id: number; state: string } | undefined;
  /** True while the card or notice that was posted counts as not posted. */
  isUnrecorded(request: Request): boolean;
  /** True while an edit of the message was begun and not heard of. */
  isEditing(request: Request): boolean;
  close(): void;
};

export function openSpy(databaseFile: string): Spy {
  const db = new Sqlite(databaseFile, { readonly: true, fileMustExist: true });
  const inbox = db.prepare<[number, string], { state: InboxState }>(
    'select state from inbox where id > ? and instr(event, ?) > 0',
  );
  const { id: since } = db
    .prepare<[], { id: number }>('select coalesce(max(id), 0) as id from inbox')
    .get() ?? {
    id: 0,
  };
  const last = db.prepare<[], { id: number }>('select coalesce(max(id), 0) as id from engine_calls');
  const call = db.prepare<[number], { id: number; state: string }>(
    'select id, state from engine_calls where id > ? order by id limit 1',
  );
  const posts = db.prepare<[string], { found: number }>('select 1 as found from posts where message = ?');
  const notices = db.prepare<[string], { found: number }>(
    "select 1 as found from notices where json_extract(ref, '$.message') = ?",
  );
  const edits = db.prepare<[string], { found: number }>(
    "select 1 as found from posts where message = ? and begun = 'edit'",
  );
  return {
    inbox: ({ name }) => inbox.get(since, name)?.state,
    lastCall: () => last.get()?.id ?? 0,
    call: (after) => call.get(after),
    isUnrecorded: ({ names }) =>
      names.every((name) => posts.get(name) === undefined && notices.get(name) === undefined),
    isEditing: ({ names }) => names.some((name) => edits.get(name) !== undefined),
    close: () => void db.close(),
  };
}
