import type { UpstreamError } from '../../errors.ts';
import { parseJson } from '../../platforms/common/json.ts';
import { type Meaning, rejected, throttled } from '../../platforms/common/meaning.ts';
import {
  cardRefused,
  credentialsRefused,
  failureIn as failureOf,
  hookGone,
  type Reading,
  throttledFor,
} from '../common/answers.ts';
import type { HookAnswer } from '../common/hook-client.ts';
import { WAIT_MS } from './limits.ts';

export const VENDOR = 'the DingTalk robot';

/** https://open.dingtalk.com/document/orgapp/custom-robots-send-group-messages, https://open.dingtalk.com/document/orgapp/error-code */
const meanings = new Map<number, Meaning>([
  // Keyword, signature, time or our network address: which of them stands only in a text for people.
  [310000, rejected(credentialsRefused)],
  [300001, rejected(hookGone)],
  [300005, rejected(hookGone)],
  [400013, rejected(hookGone)],
  [400101, rejected(hookGone)],
  [400102, rejected(hookGone)],
  [460101, rejected(cardRefused)],
  [34016, rejected(cardRefused)],
  [40035, rejected(cardRefused)],
  [43004, rejected(cardRefused)],
  [130101, throttled],
  [-1, { outcome: 'unknown', code: 'busy' }],
]);

const reading: Reading = {
  vendor: VENDOR,
  codeOf: ({ errcode }) => errcode,
  meanings,
  waitMs: WAIT_MS,
};

/** The failure in DingTalk's answer; undefined for a success. */
export function failureIn(answer: HookAnswer): UpstreamError | undefined {
  return shutOut(answer) ?? failureOf(answer, reading);
}

/** DingTalk's front door speaks otherwise than its robots: `{"status":1111,"wait":5,"source":"x5","punish":"deny"}`, with a wait in seconds. */
function shutOut({ text }: HookAnswer): UpstreamError | undefined {
  const body = parseJson(text);
  if (typeof body !== 'object' || body === null || !('punish' in body)) return undefined;
  const seconds = 'wait' in body && typeof body.wait === 'number' ? body.wait : 0;
  return throttledFor(VENDOR, Math.min(Math.max(seconds * 1000, 1_000), WAIT_MS));
}
