/**
 * Reminders, escalations and ends of questions, when their time has come; votes that are enough since a group has changed, and `all` of a group that
 * can be read again. Guarantees: a question is woken by one server at a time, since its row is locked; one that has to wait, or fails, goes behind
 * the others.
 */
import type { FlowContext } from '../flows/context.ts';
import { wake } from '../flows/wake.ts';
import { postponeApproval, uncountedApprovals, votedApprovals, wakingApprovals } from '../store/approvals.ts';
import { appendAudit } from '../store/audit.ts';
import { createLoop, type Loop } from '../time.ts';
import type { IntakeParts } from './parts.ts';

const POLL_MS = 1000;
/** While older votes are still to be handled. */
const SOON_MS = 100;
/** After a failure: most come from a database that is away. */
const RETRY_MS = 5000;
const BATCH_ROWS = 64;

/** `changed` is called when something is owed to an engine, a room or a person. */
export function createQuestionClock(deps: IntakeParts, changed: () => void): Loop {
  const { db, clock, log, directory, engines, platforms, auditKeys } = deps;

  /** As of which reading of the rosters votes were counted last; none at the start, when the configuration may have changed. */
  let counted: unknown;

  async function look(): Promise<number> {
    const asOf = directory.asOf();
    const waking = await wakingApprovals(db.read, clock.now(), BATCH_ROWS);
    const judged =
      asOf === counted ? [] : [...(await votedApprovals(db.read)), ...(await uncountedApprovals(db.read))];
    const ids = new Set([...waking, ...judged]);
    let later = false;
    for (const id of ids) {
      try {
        later = (await wakeOne(id)) === 'later' || later;
      } catch (cause) {
        log.error({ approval: id, cause }, 'a question could not be woken');
        // Also one that was looked at for its votes only, and had nothing to wait for.
        await db.tx((tx) => postponeApproval(tx, id, clock.now() + RETRY_MS));
      }
    }
    counted = asOf;
    if (ids.size > 0) changed();
    if (later) return SOON_MS;
    return waking.length === BATCH_ROWS ? 0 : POLL_MS;
  }

  async function wakeOne(id: number): Promise<'done' | 'later'> {
    return await db.tx(async (tx) => {
      const context: FlowContext = { tx, now: clock.now(), directory, engines, platforms, audit: [] };
      const result = await wake(context, id);
      if (result === 'later') await postponeApproval(tx, id, context.now + SOON_MS);
      await appendAudit(tx, context.audit, auditKeys, log);
      return result;
    });
  }

  return createLoop(clock, look, (cause) => log.error({ cause }, 'looking for waking questions failed'));
}
