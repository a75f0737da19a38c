/** What stands in the database of all that a deed can change, and what is new or other after it. */
import { questionOf } from '../../../src/domain/notice.ts';
import type { Tx } from '../../../src/store/database.ts';
import { statement } from '../../../src/store/statement.ts';

/** One line for each row: what it says, without what only delivery cares about. */
export type Ledger = ReadonlySet<string>;

/** Compiled once: tens of thousands of cells read all of them, twice. */
const runs = statement((db, { runs: t }) =>
  db.select({ id: t.id, phase: t.phase, initiator: t.initiator }).from(t),
);
const approvals = statement((db, { approvals: t }) => db.select({ id: t.id, state: t.state }).from(t));
const decisions = statement((db, { decisions: t }) => db.select().from(t));
const calls = statement((db, { engineCalls: t }) =>
  db.select({ id: t.id, payload: t.payload, run: t.run, approval: t.approval }).from(t),
);
const revisions = statement((db, { revisions: t }) => db.select({ number: t.number, run: t.run }).from(t));
const delegations = statement((db, { delegations: t }) =>
  db.select({ id: t.id, person: t.person, delegate: t.delegate }).from(t),
);
const locks = statement((db, { locks: t }) =>
  db.select({ id: t.id, environment: t.environment, owner: t.owner }).from(t),
);
const waits = statement((db, { lockWaits: t }) => db.select({ id: t.id, person: t.person }).from(t));
const schedules = statement((db, { schedules: t }) =>
  db.select({ id: t.id, environment: t.environment, person: t.person, state: t.state }).from(t),
);
const identities = statement((db, { identities: t }) =>
  db.select({ account: t.account, person: t.person }).from(t),
);
const requests = statement((db, { linkRequests: t }) => db.select({ id: t.id, account: t.account }).from(t));
const notices = statement((db, { notices: t }) => db.select({ id: t.id, subject: t.subject }).from(t));
const posts = statement((db, { posts: t }) => db.select({ id: t.id, run: t.run }).from(t));

export async function ledgerOf(tx: Tx): Promise<Ledger> {
  const lines = new Set<string>();
  for (const row of await runs(tx, {})) lines.add(`run ${row.id} ${row.phase} ${row.initiator}`);
  for (const row of await approvals(tx, {})) lines.add(`approval ${row.id} ${row.state}`);
  for (const row of await decisions(tx, {})) {
    const glass = row.breakGlass ? ' alone' : '';
    const words = `${row.state} ${row.verdict} by ${row.person} in seat ${row.seat} level ${row.level}${glass}`;
    lines.add(`vote ${row.id} on ${row.approval} ${words} via ${row.surface}`);
  }
  for (const row of await calls(tx, {})) {
    const { payload } = row;
    const what = payload.kind === 'decide' ? payload.verdict : payload.kind === 'act' ? payload.verb : '';
    lines.add(`call ${row.id} ${payload.kind} ${what} of ${row.run} for ${row.approval}`);
  }
  for (const row of await revisions(tx, {})) lines.add(`revision ${row.number} by ${row.run}`);
  for (const row of await delegations(tx, {}))
    lines.add(`delegation ${row.id} from ${row.person} to ${row.delegate}`);
  for (const row of await locks(tx, {})) lines.add(`lock ${row.id} of ${row.environment} by ${row.owner}`);
  for (const row of await waits(tx, {})) lines.add(`wait ${row.id} of ${row.person}`);
  for (const row of await schedules(tx, {}))
    lines.add(`schedule ${row.id} in ${row.environment} by ${row.person} ${row.state}`);
  for (const row of await identities(tx, {})) lines.add(`identity ${row.account} ${row.person}`);
  for (const row of await requests(tx, {})) lines.add(`request ${row.id} of ${row.account}`);
  for (const row of await notices(tx, {}))
    lines.add(`notice ${row.id} ${row.subject.kind} about ${questionOf(row.subject)}`);
  for (const row of await posts(tx, {})) lines.add(`post ${row.id} of ${row.run}`);
  return lines;
}

/** New lines with a `+`, lines that are not there any more with a `-`, numbers of rows left out. */
export function changesOf(before: Ledger, after: Ledger): string[] {
  const added = [...after].filter((line) => !before.has(line)).map((line) => `+${plain(line)}`);
  const gone = [...before].filter((line) => !after.has(line)).map((line) => `-${plain(line)}`);
  return [...added, ...gone].sort();
}

function plain(line: string): string {
  return line.replace(/^(vote|call|lock|wait|schedule|delegation|request|notice|post|run) \d+/, '$1');
}
