/** What can go wrong with a unit, said in the same way by both databases. `cause` is the driver's own error. */

/** A statement failed. Carries its text, never its parameters: they may be what people wrote. */
export class StatementError extends Error {
  readonly sql: string;

  constructor(sql: string, cause: unknown) {
    super(`${messageOf(cause)} in: ${sql}`, { cause });
    this.name = 'StatementError';
    this.sql = sql;
  }
}

/** A row with the same unique values is there already. `constraint` is the name of the index in the schema. */
export class UniqueViolation extends StatementError {
  readonly constraint: string;

  constructor(constraint: string, sql: string, cause: unknown) {
    super(sql, cause);
    this.name = 'UniqueViolation';
    this.constraint = constraint;
  }
}

/** The database could not keep the unit (full disk, lost connection, …): nothing of it is stored, unless the word for COMMIT was lost. */
export class TransactionError extends Error {
  constructor(message: string, cause: unknown) {
    super(`${message}: ${messageOf(cause)}`, { cause });
    this.name = 'TransactionError';
  }
}

/** True when the database could not keep what it was given: a full disk, an I/O error, a lost connection. */
export function isStorageFailure(error: unknown): boolean {
  if (error instanceof TransactionError) return true;
  const { cause } = error instanceof StatementError ? error : { cause: undefined };
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN)/.test(code);
}

/** False when the same unit would fail in the same way again: what it was given cannot be stored, or the fault is in the code around it. */
export function isPassing(error: unknown): boolean {
  if (error instanceof TransactionError) return true;
  if (!(error instanceof StatementError)) return false;
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  // Classes of PostgreSQL: 22 is data that does not fit, 23 a broken constraint, 54 more than it takes.
  return !/^(?:SQLITE_(?:TOOBIG|CONSTRAINT|MISMATCH|ERROR$)|(?:22|23|54)[0-9A-Z]{3}$)/.test(code);
}

/** True when `error` says that a row broke the unique index `constraint` (any, when left out). */
export function isUniqueViolation(error: unknown, constraint?: string): error is UniqueViolation {
  return error instanceof UniqueViolation && (constraint === undefined || error.constraint === constraint);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
