import type { Card } from '../domain/card.ts';
import type { Language } from '../domain/directory.ts';
import type { ToldSubject } from '../domain/notice.ts';
import { sentence } from './sentences.ts';

/** A message to one person that is no card of a run: its sentences, each a paragraph. */
export function toldCard(says: ToldSubject['says'], language: Language): Card {
  const texts = says.map(({ code, data }) => sentence(code, language, data));
  return {
    summary: texts.join(' '),
    parts: texts.map((text) => ({ kind: 'text', text: [text] })),
  };
}
