import { createHash } from 'node:crypto';
import type { Verdict } from '../../domain/card.ts';
import type { Account, Event } from '../../domain/event.ts';
import { directRoom } from '../../domain/platform-ability.ts';
import { fieldsFor, type Policy } from '../../domain/policy.ts';
import type { ApprovalView } from '../../domain/run-view.ts';

type Pressed = Verdict | 'revoke';

/** What stands in the form: it is shown again after a mistake. */
export type Typed = { reason: string; fields: Readonly<Record<string, string>> };

export const EMPTY: Typed = { reason: '', fields: {} };

/** Before the names of the policy's fields: one of them may be called like something of the form's own. */
export const FIELD = 'field:';

/** What the form said; no verdict where no button of ours was pressed. Browsers end lines with CRLF. */
export function typedIn(
  body: unknown,
  policy: Policy,
): { verdict: Pressed | undefined; typed: Typed; turn: string } {
  const form = body instanceof URLSearchParams ? body : new URLSearchParams();
  const verdict = form.get('verdict');
  const textOf = (name: string): string => (form.get(name) ?? '').replace(/\r\n?/g, '\n').trim();
  const fields = fieldsFor(policy, 'approve').map(({ name }) => [name, textOf(FIELD + name)] as const);
  return {
    verdict: verdict === 'approve' || verdict === 'reject' || verdict === 'revoke' ? verdict : undefined,
    typed: { reason: textOf('reason'), fields: Object.fromEntries(fields) },
    turn: (form.get('turn') ?? '').slice(0, 10),
  };
}

/**
 * A verdict that was given on a personal page. The same verdict with the same words by the same link is one thing, however often it is sent, until the
 * person has taken it back (`turn`); the key holds a hash only, so that nobody who reads the inbox can use the link.
 */
export function eventOf(
  token: string,
  account: Account,
  approval: Pick<ApprovalView, 'id' | 'gateAttempt'>,
  pressed: { verdict: Pressed; typed: Typed; turn: string; at: number },
): Event {
  const { verdict, turn, at } = pressed;
  const reason = verdict === 'revoke' ? '' : pressed.typed.reason;
  const fields = verdict === 'approve' ? pressed.typed.fields : {};
  const thing = JSON.stringify([token, verdict, reason, Object.entries(fields), turn]);
  return {
    key: `link:${createHash('sha256').update(thing).digest('hex')}`,
    conversation: `decide:${approval.id}`,
    actor: account,
    at,
    room: directRoom(account.platform, account.id),
    deed: { kind: 'link', approval: approval.id, attempt: approval.gateAttempt, verdict, reason, fields },
    handle: {},
    // An answer that does not fit into the response goes by direct message.
    handleUntil: at,
    answeredByAck: true,
  };
}
