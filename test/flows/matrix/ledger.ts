/** What stands in the database of all that a deed can change, and what is new or other after it. */
import { questionOf } from '../../../src/domain/notice.ts';
import type { Tx } from '../../../src/store/database.ts';

/** One line for each row: what it says, without what only delivery cares about. */
export type Ledger = ReadonlySet<string>;

export async function ledgerOf(tx: Tx): Promise<Ledger> {
  const s = tx.schema;
  const lines = new Set<string>();
  for (const row of await tx.select().from(s.runs)) lines.add(`run ${row.id} ${row.phase} ${row.initiator}`);
  for (const row of await tx.select().from(s.approvals)) lines.add(`approval ${row.id} ${row.state}`);
  for (const row of await tx.select().from(s.decisions)) {
    const glass = row.breakGlass ? ' alone' : '';
    const words = `${row.state} ${row.verdict} by ${row.person} in seat ${row.seat} level ${row.level}${glass}`;
    lines.add(`vote ${row.id} on ${row.approval} ${words} via ${row.surface}`);
  }
  for (const row of await tx.select().from(s.engineCalls)) {
    const { payload } = row;
    const what = payload.kind === 'decide' ? payload.verdict : payload.kind === 'act' ? payload.verb : '';
    lines.add(`call ${row.id} ${payload.kind} ${what} of ${row.run} for ${row.approval}`);
  }
  for (const row of await tx.select().from(s.revisions)) lines.add(`revision ${row.number} by ${row.run}`);
  for (const row of await tx.select().from(s.delegations))
    lines.add(`delegation ${row.id} from ${row.person} to ${row.delegate}`);
  for (const row of await tx.select().from(s.locks))
    lines.add(`lock ${row.id} of ${row.environment} by ${row.owner}`);
  for (const row of await tx.select().from(s.lockWaits)) lines.add(`wait ${row.id} of ${row.person}`);
  for (const row of await tx.select().from(s.schedules))
    lines.add(`schedule ${row.id} in ${row.environment} by ${row.person} ${row.state}`);
  for (const row of await tx.select().from(s.identities)) lines.add(`identity ${row.account} ${row.person}`);
  for (const row of await tx.select().from(s.linkRequests)) lines.add(`request ${row.id} of ${row.account}`);
  for (const row of await tx.select().from(s.notices))
    lines.add(`notice ${row.id} ${row.subject.kind} about ${questionOf(row.subject)}`);
  for (const row of await tx.select({ id: s.posts.id, run: s.posts.run }).from(s.posts))
    lines.add(`post ${row.id} of ${row.run}`);
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
