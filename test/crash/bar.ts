/** Keeps the server from writing something down, from outside, so that it can be killed in a state that lasts too short to be hit. */
import Sqlite from 'better-sqlite3';

/** What the server cannot write while the bar is up: anything at all, or one step of its way. */
export type Barred = 'anything' | 'a decision' | 'that it asks' | 'an answer';

export type Bar = {
  /** False when the server is just writing. */
  raise(): boolean;
  lower(): void;
};

/** A statement that the database refuses, as it refuses one when the disk is full: its whole transaction is taken back. */
const REFUSED: Readonly<Record<Exclude<Barred, 'anything'>, string>> = {
  'a decision': "inbox when old.state = 'stored'",
  'that it asks': "engine_calls when new.state = 'sent'",
  'an answer': "engine_calls when old.state = 'sent'",
};

/**
 * The database is opened and used once before, so that raising the bar takes no time. `anything` is a lock on writing, as a backup or a shell holds
 * it; the others let everything else be written.
 */
export function openBar(databaseFile: string, barred: Barred): Bar {
  const db = new Sqlite(databaseFile, { fileMustExist: true, timeout: 0 });
  db.prepare('select count(*) from engine_calls').get();
  let raised = false;
  const raise =
    barred === 'anything'
      ? 'begin immediate'
      : `create trigger barred before update of state on ${REFUSED[barred]} begin select raise(abort, 'barred by the test'); end`;
  return {
    raise() {
      try {
        db.exec(raise);
        raised = true;
      } catch (error) {
        if (!(error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY'))) throw error;
      }
      return raised;
    },
    lower() {
      if (raised) db.exec(barred === 'anything' ? 'rollback' : 'drop trigger barred');
      db.close();
    },
  };
}
