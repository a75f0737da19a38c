import { type Meaning, rejected, throttled } from '../../platforms/common/meaning.ts';
import { cardRefused, hookGone, type Reading } from '../common/answers.ts';
import { WAIT_MS } from './limits.ts';

export const VENDOR = 'the WeCom robot';

/** https://developer.work.weixin.qq.com/document/path/90313 */
const meanings = new Map<number, Meaning>([
  [93000, rejected(hookGone)],
  [93004, rejected(hookGone)],
  [40008, rejected(cardRefused)],
  [40058, rejected(cardRefused)],
  [44004, rejected(cardRefused)],
  [45002, rejected(cardRefused)],
  [45009, throttled],
  [45033, throttled],
  [-1, { outcome: 'unknown', code: 'busy' }],
]);

export const reading: Reading = {
  vendor: VENDOR,
  codeOf: ({ errcode }) => errcode,
  meanings,
  waitMs: WAIT_MS,
};
