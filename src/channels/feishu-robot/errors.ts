import { type Meaning, rejected, throttled } from '../../platforms/common/meaning.ts';
import { cardRefused, credentialsRefused, hookGone, type Reading } from '../common/answers.ts';
import { WAIT_MS } from './limits.ts';

export const VENDOR = 'the Feishu robot';

/** https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot#d65d109c */
const meanings = new Map<number, Meaning>([
  // The address.
  [19001, rejected(hookGone)],
  // Signature or time; our network address; a word that every message must have.
  [19021, rejected(credentialsRefused)],
  [19022, rejected(credentialsRefused)],
  [19024, rejected(credentialsRefused)],
  // The shape of the request, and of the card in it.
  [9499, rejected(cardRefused)],
  [19002, rejected(cardRefused)],
  [11246, rejected(cardRefused)],
  [230025, rejected(cardRefused)],
  [230099, rejected(cardRefused)],
  [11232, throttled],
]);

/** Older answers have `StatusCode`, and some both. */
export const reading: Reading = {
  vendor: VENDOR,
  codeOf: ({ code, StatusCode }) => code ?? StatusCode,
  meanings,
  waitMs: WAIT_MS,
};
