import type { AnswerData } from '../domain/answer.ts';
import type { Language } from '../domain/directory.ts';
import { APPROVAL_SENTENCES } from './approval-sentences.ts';
import { COMMAND_SENTENCES } from './command-sentences.ts';
import { HOLD_SENTENCES } from './hold-sentences.ts';
import { LIST_SENTENCES } from './list-sentences.ts';
import { PEOPLE_SENTENCES } from './people-sentences.ts';
import { PLAN_SENTENCES } from './plan-sentences.ts';
import { RELEASE_SENTENCES } from './release-sentences.ts';
import { RUN_SENTENCES } from './run-sentences.ts';
import type { Code } from './sentence-code.ts';
import { fill } from './words.ts';

const SENTENCES: Readonly<Record<Code, Readonly<Record<Language, string>>>> = {
  ...RUN_SENTENCES,
  ...RELEASE_SENTENCES,
  ...PLAN_SENTENCES,
  ...APPROVAL_SENTENCES,
  ...PEOPLE_SENTENCES,
  ...LIST_SENTENCES,
  ...HOLD_SENTENCES,
  ...COMMAND_SENTENCES,
};

/**
 * The sentence of `code` in `language`, filled in. A phase is said in that language, an empty list of people is "nobody", and a name
 * that the data lacks stays visible in braces.
 */
export function sentence(code: Code, language: Language, data: AnswerData = {}): string {
  return fill(SENTENCES[code][language], language, data);
}
