/**
 * Looks into the server's database from outside, reading only: to know into which window a kill fell, never to judge. It is opened for one kill
 * and closed before the next start, so that the server recovers its write-ahead log alone.
 */
import Sqlite from 'better-sqlite3';
import type { EnvelopeRecord } from '../../src/simulator/slack/envelopes.ts';

type InboxState = 'stored' | 'done' | 'buried';

export type Spy = {
  /** How far the event of a click, dialog or command that was sent after the opening has come; undefined while it is not stored. */
  inbox(envelope: EnvelopeRecord): InboxState | undefined;
  lastCall(): number;
  /** The first question to the engine after number `after`. */
  call(after: number): { id: number; state: string } | undefined;
  /** True while a card or notice with this key counts as not posted. */
  isUnrecorded(key: string): boolean;
  /** True while an edit of the message was begun and not heard of. */
  isEditing(message: string): boolean;
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
  const posts = db.prepare<[string], { found: number }>(
    'select 1 as found from posts where key = ? and message is null',
  );
  const notices = db.prepare<[string], { found: number }>(
    "select 1 as found from notices where key = ? and state = 'owed'",
  );
  const edits = db.prepare<[string], { found: number }>(
    "select 1 as found from posts where message = ? and begun = 'edit'",
  );
  return {
    inbox: ({ payload }) => inbox.get(since, String(payload.trigger_id))?.state,
    lastCall: () => last.get()?.id ?? 0,
    call: (after) => call.get(after),
    isUnrecorded: (key) => (posts.get(key) ?? notices.get(key)) !== undefined,
    isEditing: (message) => edits.get(message) !== undefined,
    close: () => void db.close(),
  };
}

/**
 * A lock on writing, as a backup or a shell holds it: while it is taken the server's next transaction waits. Opened and used once before, so that
 * taking it takes no time.
 */
export function openLock(databaseFile: string): { take(): boolean; release(): void } {
  const db = new Sqlite(databaseFile, { fileMustExist: true, timeout: 0 });
  db.prepare('select count(*) from engine_calls').get();
  const begin = db.prepare('begin immediate');
  return {
    /** False when the server is just writing. */
    take() {
      try {
        begin.run();
        return true;
      } catch {
        return false;
      }
    },
    release() {
      if (db.inTransaction) db.exec('rollback');
      db.close();
    },
  };
}
