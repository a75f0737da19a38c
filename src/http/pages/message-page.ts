import type { Language } from '../../domain/directory.ts';
import { type PageWord, pageWord } from '../../presenter/page-words.ts';
import type { Page } from './document.ts';
import { html } from './html.ts';

export type Message =
  | 'unknown'
  | 'expired'
  | 'gone'
  | 'stranger'
  | 'elsewhere'
  | 'unreadable'
  | 'method'
  | 'trouble';

/** Whoever was given such a page may read one sentence, and learns nothing of any run. */
export function messagePage(message: Message, status: number, language: Language): Page {
  const title: PageWord = `${message}Title`;
  return sentencePage(pageWord(title, language), pageWord(message, language), status, language);
}

export function sentencePage(title: string, text: string, status: number, language: Language): Page {
  return {
    status,
    language,
    title,
    main: html`<div class="panel"><h1>${title}</h1><p class="text">${text}</p></div>`,
  };
}
