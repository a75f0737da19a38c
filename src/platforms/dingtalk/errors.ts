import { UpstreamError } from '../../errors.ts';
import { type Meaning, rejected, throttled } from '../common/meaning.ts';
import { fromTransport } from '../common/transport-errors.ts';
import { QPS_WAIT_MS } from './limits.ts';

const roomGone = rejected('room-gone');
const messageGone = rejected('message-gone');
const cardRefused = rejected('card-refused');
const credentialsDead = rejected('credentials-dead');
const permissionMissing = rejected('permission-missing');
const personUnknown = rejected('person-unknown');
const busy: Meaning = { outcome: 'unknown', code: 'busy' };

/**
 * DingTalk's error codes that mean something to us; every other one is `rejected` under DingTalk's own name. Each method's page lists its
 * codes, all of them stand on https://open.dingtalk.com/document/orgapp/server-api-error-codes-1; numbers are those of oapi.dingtalk.com
 * (https://open.dingtalk.com/document/orgapp/error-code).
 */
const meanings = new Map<string, Meaning>([
  ['param.cardNotExist', messageGone],
  ['param.cardAlreadyExist', rejected('card-exists')],
  ['param.contentUnsafe', cardRefused],
  ['contentCheckError', cardRefused],
  ['contentSecurityChckFailed', cardRefused],
  ['invalidParameter.msgParam.tooLong', cardRefused],

  ['param.openSpaceIdInvalid', roomGone],
  ['invalidParameter.cid.empty', roomGone],
  ['cidDecryptError', roomGone],
  ['cidParse.wrong', roomGone],
  ['decryptOpenconversationIdFailed', roomGone],
  ['chatbotNotInstall', roomGone],
  ['invalid.openConversationId', roomGone],
  // Spelt so by DingTalk: the robot is not in the group.
  ['invalidParameter.robotCode.notExsit', roomGone],
  ['param.userIdNotExist', personUnknown],
  ['userNotExist', personUnknown],
  ['uidDecryptError', personUnknown],
  ['staffId.notExisted', personUnknown],
  ['60121', personUnknown],
  ['33012', personUnknown],
  // No such department; one that the app may not see.
  ['60003', rejected('group-unknown')],
  ['50004', rejected('out-of-range')],

  ['InvalidAuthentication', credentialsDead],
  ['authFailed', credentialsDead],
  ['invalidClientIdOrSecret', credentialsDead],
  ['40014', credentialsDead],
  ['42001', credentialsDead],

  ['Forbidden.AccessDenied.AccessTokenPermissionDenied', permissionMissing],
  ['60011', permissionMissing],

  ['Forbidden.AccessDenied.QpsLimitForApi', throttled],
  ['Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', throttled],
  ['90002', throttled],
  ['90018', throttled],

  ['system.busy', busy],
  ['ServiceUnavailable', busy],
  ['-1', busy],
  ['15', busy],
]);

/** The codes with which DingTalk refuses a token that it gave out: a new one is worth one try. */
const tokenCodes = new Set(['InvalidAuthentication', '40014', '42001']);

/** What DingTalk said in its refusal; the cause of an `UpstreamError`. Its message is left out: it may quote what we sent. */
export class DingTalkRefusal extends Error {
  /** DingTalk's own word for it. */
  readonly code: string;
  readonly status: number;
  readonly requestId: string | undefined;
  /** The permission points that the app lacks. */
  readonly scopes: readonly string[];

  constructor(method: string, code: string, of: { status: number; requestId?: string; scopes?: string[] }) {
    super(`${method}: ${code}`);
    this.name = 'DingTalkRefusal';
    this.code = code;
    this.status = of.status;
    this.requestId = of.requestId;
    this.scopes = of.scopes ?? [];
  }
}

/** DingTalk's own code of an error, for what only the caller can decide. */
export function dingtalkCode(error: UpstreamError): string {
  return error.cause instanceof DingTalkRefusal ? error.cause.code : error.code;
}

export function isTokenRefusal(error: unknown): boolean {
  return error instanceof UpstreamError && tokenCodes.has(dingtalkCode(error));
}

export type Answer = { status: number; retryAfter: string | null; body: unknown };

/** The failure in an answer, also in one with HTTP 200; undefined for a success. */
export function failureIn(method: string, { status, retryAfter, body }: Answer): UpstreamError | undefined {
  const said = isObject(body) ? body : {};
  const { errcode, success } = said;
  const failed = status >= 400 || (errcode !== undefined && errcode !== 0) || success === false;
  if (!failed) {
    if (isObject(body)) return undefined;
    return new UpstreamError(
      'unknown',
      'bad-answer',
      `${method} was answered with something that is not JSON`,
    );
  }
  const code = wordOf(said.sub_code) ?? wordOf(said.code) ?? wordOf(errcode) ?? `http-${status}`;
  const cause = new DingTalkRefusal(method, code, {
    status,
    ...(typeof said.requestid === 'string' ? { requestId: said.requestid } : {}),
    scopes: scopesIn(said.accessdenieddetail),
  });
  const { outcome, code: ours } = meanings.get(code) ?? fallback(code, status);
  const message = `DingTalk refused ${method}: ${code}`;
  if (outcome !== 'throttled') return new UpstreamError(outcome, ours, message, { cause });
  return new UpstreamError('throttled', 'throttled', message, { cause, retryAfterMs: waitOf(retryAfter) });
}

function fallback(code: string, status: number): Meaning {
  if (status === 429 || /qpslimit|throttl/i.test(code)) return throttled;
  return { outcome: status >= 500 ? 'unknown' : 'rejected', code };
}

/** Other words of an answer are texts for people. */
function wordOf(value: unknown): string | undefined {
  const word = typeof value === 'number' ? String(value) : value;
  return typeof word === 'string' && /^[\w.-]{1,120}$/.test(word) ? word : undefined;
}

function scopesIn(detail: unknown): string[] {
  const scopes = isObject(detail) ? detail.requiredScopes : undefined;
  return Array.isArray(scopes) ? scopes.filter((one) => wordOf(one) !== undefined) : [];
}

function waitOf(retryAfter: string | null): number {
  return /^\d{1,5}$/.test(retryAfter ?? '') ? Math.max(Number(retryAfter) * 1000, QPS_WAIT_MS) : QPS_WAIT_MS;
}

/**
 * A card that was made and not delivered. DingTalk names the reason only in words: what is not its own trouble means that the group is
 * closed to the robot.
 */
export function notDelivered(method: string, reason: string): UpstreamError {
  const theirs = /system|busy|timeout|繁忙|超时/i.test(reason);
  return new UpstreamError(
    theirs ? 'unreachable' : 'rejected',
    theirs ? 'not-delivered' : 'room-gone',
    `DingTalk did not deliver what ${method} made`,
    { cause: new DingTalkRefusal(method, theirs ? 'not-delivered' : 'not-in-room', { status: 200 }) },
  );
}

/** What an error of fetch, of a socket or of ours means for the caller. */
export function toUpstreamError(method: string, error: unknown): UpstreamError {
  return fromTransport('DingTalk', method, error);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
