import type { Verdict } from './card.ts';

/** Longest reason of a verdict, in characters: the card shows it whole. */
export const REASON_MAX = 500;

/** What a reply in a card's thread decides. */
export type Vote = { verdict: Verdict; reason: string | undefined };

const APPROVE = ['approve', 'approved', '同意', '批准'];
const REJECT_WORDS = ['reject', 'rejected'];
const REJECT_ZH = ['拒绝', '驳回'];

/** A full stop or exclamation mark ends the verb; a question mark makes it a question, which decides nothing. */
const ENDING = '[.!。！]*';

const APPROVE_FORM = new RegExp(`^(?:${APPROVE.join('|')})${ENDING}$`, 'iu');
const REJECT_FORM = new RegExp(
  `^(?:(?:${REJECT_WORDS.join('|')})(?:${ENDING}|(?:\\s*[:：]\\s*|\\s*,?\\s+because:?\\s+)(?<en>.+))|(?:${REJECT_ZH.join('|')})(?:${ENDING}|(?:\\s*[:：，,]\\s*|\\s+)(?:因为)?(?<zh>.+)))$`,
  'isu',
);

/** `reject because` and then nothing: the person is asked for the reason. */
const REASON_FORGOTTEN = /^(?:reject|rejected|拒绝|驳回)[\s,，]*(?:because|因为|[:：])[\s.:：…]*$/iu;

/** Nothing but a question: 「拒绝 吗？」 asks, it does not decide. */
const MERE_QUESTION = /^[\s吗嗎么呢?？!！.。]*$/u;

/**
 * A reply decides only when the whole message is the verb: `approve`, `reject because the tests are red`, `同意`, `拒绝 原因`.
 * Everything else (`不同意`, `同意吗`, `I approve of that`) is conversation: undefined.
 */
export function parseVote(text: string): Vote | undefined {
  const said = text.normalize('NFKC').trim();
  if (APPROVE_FORM.test(said)) return { verdict: 'approve', reason: undefined };
  if (REASON_FORGOTTEN.test(said)) return { verdict: 'reject', reason: undefined };
  const match = REJECT_FORM.exec(said);
  if (match === null) return undefined;
  const reason = (match.groups?.['en'] ?? match.groups?.['zh'])?.trim();
  if (reason === undefined || reason === '') return { verdict: 'reject', reason: undefined };
  if (MERE_QUESTION.test(reason)) return undefined;
  return { verdict: 'reject', reason };
}
