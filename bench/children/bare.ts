/**
 * A process with nothing but Node, better-sqlite3 and the statements of a file, one JSON array in each line. An empty line parts what comes before the
 * first look at the memory from what comes after; prints `{ "before": bytes, "after": bytes }`.
 * Arguments: the file of statements, the file of an empty database; `stay` to print at once and live on, for measuring a start.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { configureWriter } from '../../src/store/sqlite/writer-settings.ts';
import { settledRss } from './rss.ts';

const [score = '', database = '', stay] = process.argv.slice(2);
const unit = new Sqlite(database);
configureWriter(unit);
const connections = { unit, read: new Sqlite(database, { readonly: true }) };
const prepared = new Map<string, Sqlite.Statement>();

let before = 0;
for (const line of linesOf(score)) {
  if (line === '') before = await settledRss();
  else run(JSON.parse(line));
}
if (stay === undefined) process.stdout.write(`${JSON.stringify({ before, after: await settledRss() })}\n`);
else {
  process.stdout.write('ready\n');
  setInterval(() => {}, 1_000_000);
}

function run([via, sql, params]: ['unit' | 'read', string, unknown[]]): void {
  const name = `${via} ${sql}`;
  let statement = prepared.get(name);
  if (statement === undefined) {
    statement = connections[via].prepare(sql);
    prepared.set(name, statement);
  }
  if (statement.reader) statement.raw(true).all(...params);
  else statement.run(...params);
}

/** Read as they are wanted: a stream would fill the memory that is to be measured. */
function* linesOf(file: string): Generator<string> {
  const descriptor = openSync(file, 'r');
  const chunk = Buffer.allocUnsafe(64 * 1024);
  let rest = Buffer.alloc(0);
  for (let size = readSync(descriptor, chunk); size > 0; size = readSync(descriptor, chunk)) {
    rest = Buffer.concat([rest, chunk.subarray(0, size)]);
    let from = 0;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10, from)) {
      yield rest.toString('utf8', from, end);
      from = end + 1;
    }
    rest = rest.subarray(from);
  }
  if (rest.length > 0) yield rest.toString('utf8');
  closeSync(descriptor);
}
