/**
 * The one writer of a SQLite file: units run one after another, and those that come close together share one COMMIT.
 *
 * Guarantees: a unit's rows are durable before its caller hears of it; a unit that throws leaves no row and does not touch its
 * neighbours; when the whole transaction is lost, every caller of its group is rejected and none of their rows is stored.
 */
import type { Log } from '../../log.ts';
import type { Clock } from '../../time.ts';
import { TransactionError } from '../failures.ts';
import { type Core, createUnit } from '../unit.ts';
import { createUnitRunner, type Work } from '../unit-runner.ts';
import type { Connection } from './connection.ts';

/** Units for each COMMIT: bounds how long the first of them waits, while one fsync is shared by enough. */
const GROUP_LIMIT = 128;

type Waiting = {
  work: Work<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
  outcome: { value: unknown } | { error: unknown };
};

export type Writer = {
  tx<T>(work: Work<T>): Promise<T>;
  /** True when the caller runs inside a unit that has not ended. */
  inUnit: () => boolean;
  /** Resolves when no unit is left; later ones are refused. */
  stop(): Promise<void>;
};

export function createWriter(
  connection: Connection,
  core: Core,
  options: { clock: Clock; log: Log },
): Writer {
  const { clock, log } = options;
  const { native } = connection;
  const begin = connection.command('BEGIN IMMEDIATE');
  const commit = connection.command('COMMIT');
  const rollback = connection.command('ROLLBACK');
  const savepoint = connection.command('SAVEPOINT unit');
  const release = connection.command('RELEASE unit');
  const rollbackUnit = connection.command('ROLLBACK TO unit');
  const runner = createUnitRunner(core, clock);

  const queue = createQueue<Waiting>();
  let draining = false;
  let stopping = false;
  let whenIdle: () => void = () => {};

  async function drain(): Promise<void> {
    const group = await runGroup();
    for (const { outcome, resolve, reject } of group) {
      if ('error' in outcome) reject(outcome.error);
      else resolve(outcome.value);
    }
    if (queue.isEmpty()) {
      draining = false;
      whenIdle();
    } else setImmediate(() => void drain());
  }

  /** Runs the units that wait and those that come meanwhile. Never throws: each of them has its outcome afterwards. */
  async function runGroup(): Promise<Waiting[]> {
    const group: Waiting[] = [];
    try {
      begin();
      for (let next = queue.take(); next !== undefined; next = queue.take()) {
        group.push(next);
        await runUnit(next);
        // A full disk, an I/O error and lack of memory may end the whole transaction: https://www.sqlite.org/lang_transaction.html
        if (!native.inTransaction) throw errorOf(next);
        if (group.length === GROUP_LIMIT) break;
      }
      commit();
    } catch (error) {
      lose(group, error);
    }
    return group;
  }

  async function runUnit(waiting: Waiting): Promise<void> {
    const unit = createUnit();
    try {
      savepoint();
      const value = await runner.run(unit, waiting.work);
      release();
      waiting.outcome = { value };
    } catch (error) {
      waiting.outcome = { error };
      if (!native.inTransaction) return;
      rollbackUnit();
      release();
    }
  }

  /** After this no transaction is open, no unit of `group` is stored, and each of its callers gets `error`. */
  function lose(group: Waiting[], error: unknown): void {
    log.error({ err: error, units: group.length }, 'transaction lost');
    try {
      if (native.inTransaction) rollback();
    } catch (err) {
      log.error({ err }, 'rollback failed');
    }
    // Without a transaction nothing was begun: those who wait would wait in vain.
    if (group.length === 0) group.push(...queue.takeAll());
    const lost = new TransactionError('the database could not keep the transaction', error);
    for (const waiting of group) waiting.outcome = { error: lost };
  }

  return {
    tx(work) {
      if (runner.inUnit())
        return Promise.reject(new Error('tx inside of tx: a unit of work cannot begin another'));
      if (stopping) return Promise.reject(new Error('the database is being closed'));
      return new Promise((resolve, reject) => {
        queue.add({ work, resolve: resolve as (value: unknown) => void, reject, outcome: NO_OUTCOME });
        if (draining) return;
        draining = true;
        setImmediate(() => void drain());
      });
    },
    inUnit: runner.inUnit,
    async stop() {
      stopping = true;
      if (draining)
        await new Promise<void>((resolve) => {
          whenIdle = resolve;
        });
    },
  };
}

const NO_OUTCOME = { error: new Error('the unit of work did not run') };

function errorOf({ outcome }: Waiting): unknown {
  return 'error' in outcome ? outcome.error : new Error('the transaction ended without an error');
}

/** First in, first out, without moving what waits at each step. */
function createQueue<T>() {
  let items: T[] = [];
  let head = 0;
  return {
    add: (item: T): void => void items.push(item),
    isEmpty: () => head === items.length,
    take(): T | undefined {
      if (head === items.length) return undefined;
      const item = items[head];
      head += 1;
      if (head === items.length) this.takeAll();
      return item;
    },
    takeAll(): T[] {
      const rest = items.slice(head);
      items = [];
      head = 0;
      return rest;
    },
  };
}
