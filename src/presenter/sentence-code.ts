import type { AnswerCode, ListCode, ListLine } from '../domain/answer.ts';
import type { Language } from '../domain/directory.ts';
import type { TroubleCode } from '../domain/run-view.ts';

/** Everything that has a sentence. */
export type Code = AnswerCode | ListCode | ListLine['code'] | TroubleCode;

/** `{name}` stands for a value of the data. Every sentence says what happened and, where there is something to do, what. */
export type Sentences = Readonly<Partial<Record<Code, Readonly<Record<Language, string>>>>>;
