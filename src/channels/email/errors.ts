import { UpstreamError } from '../../errors.ts';
import { cardRefused, credentialsRefused, hookGone } from '../common/answers.ts';
import { WAIT_MS } from './limits.ts';

export const VENDOR = 'the mail server';

/** What of a mail server's refusal may be logged: numbers. Its words may quote addresses and what was sent. */
class SmtpRefusal extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.name = 'SmtpRefusal';
    this.code = code;
  }
}

/** Replies with a meaning for us; every other 5xx is `rejected` under its number: https://www.rfc-editor.org/rfc/rfc5321#section-4.2.3, https://www.rfc-editor.org/rfc/rfc4954#section-6 */
const replies = new Map<number, string>([
  [521, hookGone],
  [523, cardRefused],
  [530, credentialsRefused],
  [534, credentialsRefused],
  [535, credentialsRefused],
  [538, credentialsRefused],
  [550, hookGone],
  [551, hookGone],
  [552, cardRefused],
  [553, hookGone],
  [556, hookGone],
]);

/** Enhanced codes say more than replies: https://www.iana.org/assignments/smtp-enhanced-status-codes */
const statuses: readonly (readonly [RegExp, string])[] = [
  [/^5\.1\.[1-36]$/, hookGone],
  [/^5\.2\.1$/, hookGone],
  [/^5\.2\.3$|^5\.3\.4$/, cardRefused],
  [/^5\.7\.[89]$/, credentialsRefused],
  [/^5\.7\.[01]$/, 'refused-by-policy'],
];

/** What a failure to send means; `begun`: the letter itself was already on its way. */
export function toUpstreamError(error: unknown, begun: boolean): UpstreamError {
  if (error instanceof UpstreamError) return error;
  const reply = numberOf(error, 'responseCode');
  // Without TLS nothing more is said, whatever the server answered to the wish for it.
  const unsafe = wordOf(error, 'code') === 'ETLS';
  if (!unsafe && reply !== undefined && reply >= 400) return refusal(reply, wordOf(error, 'response') ?? '');
  const code = wordOf(error, 'originalCode') ?? wordOf(error, 'code') ?? 'broken-off';
  if (code === 'EAUTH') return refusedAs(credentialsRefused, code);
  if (code === 'address-refused') return refusedAs(code, code);
  if (code === 'EMESSAGE') return refusedAs(cardRefused, code);
  const cause = new SmtpRefusal(code);
  return begun
    ? new UpstreamError('unknown', code, `${VENDOR} broke off: the letter may have been taken`, { cause })
    : new UpstreamError('unreachable', code, `${VENDOR} cannot be reached: ${code}`, { cause });
}

function refusal(reply: number, text: string): UpstreamError {
  const status = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(text)?.[1];
  const cause = new SmtpRefusal(status === undefined ? String(reply) : `${reply} ${status}`);
  if (reply < 500) {
    const message = `${VENDOR} takes nothing for now: ${cause.code}`;
    return new UpstreamError('throttled', 'throttled', message, { cause, retryAfterMs: WAIT_MS });
  }
  const code = statuses.find(([form]) => form.test(status ?? ''))?.[1] ?? replies.get(reply);
  return refusedAs(code ?? `smtp-${reply}`, cause.code);
}

function refusedAs(code: string, said: string): UpstreamError {
  const cause = new SmtpRefusal(said);
  return new UpstreamError('rejected', code, `${VENDOR} refused the letter: ${said}`, { cause });
}

function numberOf(error: unknown, name: string): number | undefined {
  const value = property(error, name);
  return typeof value === 'number' ? value : undefined;
}

function wordOf(error: unknown, name: string): string | undefined {
  const value = property(error, name);
  return typeof value === 'string' ? value : undefined;
}

function property(error: unknown, name: string): unknown {
  return error instanceof Error ? (Reflect.get(error, name) as unknown) : undefined;
}
