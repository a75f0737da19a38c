/**
 * Units of work on PostgreSQL, each a transaction on a connection of the pool.
 *
 * Guarantees: a unit's rows are durable before its caller hears of it; a unit that throws leaves no row; one that the server gave up for the
 * sake of another (serialization failure, deadlock) runs again, up to three times; a broken connection never returns to the pool.
 */
import type pg from 'pg';
import type { Log } from '../../log.ts';
import type { Clock } from '../../time.ts';
import type { StatementHook } from '../database.ts';
import { StatementError, TransactionError } from '../failures.ts';
import { createUnit, type Unit } from '../unit.ts';
import { createUnitRunner, type Work } from '../unit-runner.ts';
import { type Client, createUnitCore } from './core.ts';

/** How often a unit runs again after the server gave it up. */
const MAX_RERUNS = 3;

/** serialization_failure and deadlock_detected: https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html */
const RERUN_CODES: ReadonlySet<unknown> = new Set(['40001', '40P01']);

export type Units = {
  tx<T>(work: Work<T>): Promise<T>;
  /** True when the caller runs inside a unit that has not ended. */
  inUnit: () => boolean;
  /** Resolves when no unit is left; later ones are refused. */
  stop(): Promise<void>;
};

export function createUnits(
  pool: pg.Pool,
  schema: unknown,
  options: { clock: Clock; log: Log; onStatement: StatementHook | undefined },
): Units {
  const { log, onStatement } = options;
  const clients = new Map<Unit, Client>();
  const runner = createUnitRunner(createUnitCore(clients, schema, onStatement), options.clock);
  const running = new Set<Promise<unknown>>();
  let stopping = false;

  async function runWithReruns<T>(work: Work<T>): Promise<T> {
    for (let reruns = 0; ; reruns += 1) {
      try {
        return await runOnce(work);
      } catch (error) {
        const code = codeOf(error);
        if (!RERUN_CODES.has(code) || reruns === MAX_RERUNS) throw error;
        log.debug({ code, reruns }, 'unit of work runs again');
      }
    }
  }

  async function runOnce<T>(work: Work<T>): Promise<T> {
    const client = await connect();
    const unit = createUnit();
    let broken: Error | undefined;
    // While a connection is lent the pool does not listen, and an 'error' that nobody hears ends the process.
    const onError = (error: Error): void => {
      broken = error;
      unit.failure ??= error;
    };
    client.on('error', onError);
    clients.set(unit, client);
    try {
      await command(client, 'BEGIN');
      const value = await runner.run(unit, work);
      await commit(client);
      return value;
    } catch (error) {
      broken ??= await rollback(client, unit);
      throw error;
    } finally {
      clients.delete(unit);
      client.removeListener('error', onError);
      client.release(broken);
    }
  }

  async function connect(): Promise<pg.PoolClient> {
    try {
      return await pool.connect();
    } catch (error) {
      throw new TransactionError('no connection to the database', error);
    }
  }

  async function commit(client: Client): Promise<void> {
    const tag = await command(client, 'COMMIT');
    // The server answers COMMIT with ROLLBACK when a statement had failed; the runner has seen to that, but rows hang on it.
    if (tag !== 'COMMIT')
      throw new TransactionError('the database did not commit', new Error(`it answered ${tag}`));
  }

  async function command(client: Client, sql: string): Promise<string> {
    onStatement?.(sql, [], 'unit');
    try {
      return (await client.query(sql)).command;
    } catch (error) {
      throw new TransactionError(`the database could not ${sql}`, error);
    }
  }

  /** Returns an error when the connection cannot be used any more. */
  async function rollback(client: Client, unit: Unit): Promise<Error | undefined> {
    if (unit.busy) return new Error('a query was left running');
    try {
      await command(client, 'ROLLBACK');
      return undefined;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  return {
    async tx(work) {
      if (runner.inUnit()) throw new Error('tx inside of tx: a unit of work cannot begin another');
      if (stopping) throw new Error('the database is being closed');
      const unit = runWithReruns(work);
      running.add(unit);
      try {
        return await unit;
      } finally {
        running.delete(unit);
      }
    },
    inUnit: runner.inUnit,
    async stop() {
      stopping = true;
      await Promise.allSettled(running);
    },
  };
}

function codeOf(error: unknown): unknown {
  const cause = error instanceof StatementError || error instanceof TransactionError ? error.cause : error;
  return (cause as { code?: unknown } | undefined)?.code;
}
