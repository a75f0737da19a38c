import { createHash } from 'node:crypto';
import type { Verdict } from '../../domain/card.ts';
import type { Account, Event } from '../../domain/event.ts';
import { directRoom } from '../../domain/platform-ability.ts';
import type { ApprovalView } from '../../domain/run-view.ts';

/** What the form said; no verdict where no button of ours was pressed. Browsers end lines with CRLF. */
export function typedIn(body: unknown): { verdict: Verdict | undefined; reason: string } {
  const fields = body instanceof URLSearchParams ? body : new URLSearchParams();
  const verdict = fields.get('verdict');
  return {
    verdict: verdict === 'approve' || verdict === 'reject' ? verdict : undefined,
    reason: (fields.get('reason') ?? '').replace(/\r\n?/g, '\n').trim(),
  };
}

/**
 * A verdict that was given on a personal page. The same verdict with the same reason by the same link is one thing, however often it is sent; the key
 * holds a hash only, so that nobody who reads the inbox can use the link.
 */
export function eventOf(
  token: string,
  account: Account,
  approval: Pick<ApprovalView, 'id' | 'gateAttempt'>,
  { verdict, reason, at }: { verdict: Verdict; reason: string; at: number },
): Event {
  const thing = createHash('sha256').update(JSON.stringify([token, verdict, reason]));
  return {
    key: `link:${thing.digest('hex')}`,
    conversation: `decide:${approval.id}`,
    actor: account,
    at,
    room: directRoom(account.platform, account.id),
    deed: { kind: 'link', approval: approval.id, attempt: approval.gateAttempt, verdict, reason },
    handle: {},
    // An answer that does not fit into the response goes by direct message.
    handleUntil: at,
    answeredByAck: true,
  };
}
