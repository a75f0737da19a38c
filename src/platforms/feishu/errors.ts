import { UpstreamError } from '../../errors.ts';
import { type Meaning, rejected, throttled } from '../common/meaning.ts';
import { fromTransport } from '../common/transport-errors.ts';

/** Feishu's answer to a request that it did not do, without anything of the request. */
export class FeishuRefusal extends Error {
  readonly feishuCode: number;
  /** Where an administrator grants the missing scope, when Feishu says so. */
  readonly grantUrl: string | undefined;

  constructor(feishuCode: number, message: string) {
    super(message.slice(0, 300));
    this.name = 'FeishuRefusal';
    this.feishuCode = feishuCode;
    this.grantUrl = /https:\/\/open\.(?:feishu\.cn|larksuite\.com|larkoffice\.com)\/app\/[^\s"'，]+/.exec(
      message,
    )?.[0];
  }
}

const roomGone = rejected('room-gone');
const messageGone = rejected('message-gone');
const cardRefused = rejected('card-refused');
const tokenDead = rejected('token-dead');
const secretWrong = rejected('secret-wrong');
const personUnknown = rejected('person-unknown');
const groupUnknown = rejected('group-unknown');
const outOfRange = rejected('out-of-range');

/**
 * Feishu's codes that mean something to us; every other one is `rejected` under Feishu's number. Each API's page lists its codes:
 * https://open.feishu.cn/document/server-docs/im-v1/message/create, …/message/reply, …/message-card/patch, …/message/delete; the general
 * ones are at https://open.feishu.cn/document/server-docs/api-call-guide/generic-error-code.
 */
const meanings = new Map<number, Meaning>([
  // The bot is not in the chat; the user is not in the app's availability; no permission to send there; the user has stopped the bot; the
  // chat is dissolved; the receiver's id is invalid.
  [230002, roomGone],
  [230013, roomGone],
  [230034, roomGone],
  [230035, roomGone],
  [230038, roomGone],
  [230053, roomGone],
  [230018, roomGone],
  [232006, roomGone],
  [232009, roomGone],
  [232011, roomGone],

  // Withdrawn, deleted, destroyed by itself, not ours, sent more than 14 days ago.
  [230011, messageGone],
  [230110, messageGone],
  [230111, messageGone],
  [231003, messageGone],
  [230012, messageGone],
  [230017, messageGone],
  [230031, messageGone],

  // Too long; the card cannot be made of this content; refused by the content check.
  [230025, cardRefused],
  [230099, cardRefused],
  [230022, cardRefused],
  [230028, cardRefused],
  [200621, cardRefused],

  [99991661, tokenDead],
  [99991663, tokenDead],
  [99991664, tokenDead],
  [99991665, tokenDead],
  [99991671, tokenDead],

  [10003, secretWrong],
  [10014, secretWrong],
  [10015, secretWrong],
  [514, secretWrong],
  [99991672, rejected('scope-missing')],

  // …/contact-v3/user/get and the general ones: no such open id, or one of another app; somebody of another tenant.
  [41012, personUnknown],
  [99992351, personUnknown],
  [99992352, personUnknown],
  [99992361, personUnknown],
  [99992364, rejected('other-tenant')],
  // …/contact-v3/group-member/simplelist and the general ones: no such user group, no such department.
  [42002, groupUnknown],
  [99992357, groupUnknown],
  [99992358, groupUnknown],
  // The person, the department, the one above it or the user group is not in the app's range of contacts.
  [41050, outOfRange],
  [40004, outOfRange],
  [40014, outOfRange],
  [42009, outOfRange],

  [99991400, throttled],
  [230020, throttled],
  [11232, throttled],

  // Something broke inside of Feishu: nobody says how far it had come.
  [2200, { outcome: 'unknown', code: 'internal' }],
  [1663, { outcome: 'unknown', code: 'internal' }],
  [40003, { outcome: 'unknown', code: 'internal' }],
  // An earlier request with the same uuid is still being worked on.
  [230049, { outcome: 'unknown', code: 'being-sent' }],
]);

/** When Feishu throttles without saying for how long; its windows are a second and a minute. */
const DEFAULT_RETRY_AFTER_MS = 2_000;

type Answered = { status: number; code: number; message: string; resetSeconds?: number | undefined };

/** A body with a code, whatever the HTTP status was; `resetSeconds` is `x-ogw-ratelimit-reset`. */
export function fromCode(name: string, { status, code, message, resetSeconds }: Answered): UpstreamError {
  const cause = new FeishuRefusal(code, message);
  const known = meanings.get(code) ?? rejected(`feishu-${code}`);
  if (known.outcome === 'throttled') return throttledFor(name, resetSeconds, cause);
  // Whatever it says, nobody knows how far a server that broke had come.
  const meaning: Meaning = status >= 500 ? { outcome: 'unknown', code: known.code } : known;
  const text = `Feishu refused ${name}: ${code} ${cause.message}`;
  return new UpstreamError(meaning.outcome, meaning.code, text, { cause });
}

/** An answer without a code of Feishu's. 4xx: a proxy or Feishu's front refused; 5xx: it may have been done behind it. */
export function fromStatus(name: string, status: number, resetSeconds?: number): UpstreamError {
  if (status === 429) return throttledFor(name, resetSeconds);
  const outcome = status >= 500 || status < 400 ? 'unknown' : 'rejected';
  const code = status < 400 ? 'bad-answer' : `http-${status}`;
  return new UpstreamError(outcome, code, `${name} was answered with HTTP ${status} and nothing to read`);
}

function throttledFor(name: string, seconds: number | undefined, cause?: unknown): UpstreamError {
  const retryAfterMs =
    seconds !== undefined && seconds > 0 ? Math.ceil(seconds * 1_000) : DEFAULT_RETRY_AFTER_MS;
  const text = `Feishu throttles ${name} for ${retryAfterMs} ms`;
  return new UpstreamError('throttled', 'throttled', text, { cause, retryAfterMs });
}

/** What an error of fetch, of the SDK or of ours means for the caller. */
export function toUpstreamError(name: string, error: unknown): UpstreamError {
  return fromTransport('Feishu', name, error);
}

/** Feishu's own code of an error, for what only the caller can decide. */
export function feishuCode(error: unknown): number | undefined {
  return refusalOf(error)?.feishuCode;
}

export function refusalOf(error: unknown): FeishuRefusal | undefined {
  if (!(error instanceof UpstreamError)) return undefined;
  return error.cause instanceof FeishuRefusal ? error.cause : undefined;
}
