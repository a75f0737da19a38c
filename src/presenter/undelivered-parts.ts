/** What a card says of messages about its run that did not arrive. */
import type { Part } from '../domain/card.ts';
import type { Language } from '../domain/directory.ts';
import type { RunView } from '../domain/run-view.ts';
import { joined } from './joined.ts';
import { word } from './words.ts';

/** Our own reasons; a vendor's code is shown as it is. */
const REASONS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  error: { en: 'a fault, see the log', zh: '内部错误，见日志' },
  unknown: { en: 'it is not known whether it arrived', zh: '无法确认是否送达' },
  'too-late': { en: 'older than a day when its turn came', zh: '轮到发送时已超过一天' },
  'outlet-gone': { en: 'not configured any more', zh: '已不在配置中' },
};

/** Where messages were given up, and where one has failed and is tried again: each place once, with the last reason. */
export function undeliveredParts(undelivered: RunView['undelivered'], language: Language): Part[] {
  const over = undelivered.filter(({ still }) => still !== true);
  const tried = undelivered.filter(({ still }) => still === true);
  return [
    ...line(word('notDelivered', language), over, language),
    ...line(word('notDeliveredYet', language), tried, language),
  ];
}

function line(what: string, which: RunView['undelivered'], language: Language): Part[] {
  if (which.length === 0) return [];
  const places = [...new Map(which.map(({ to, because }) => [to, because]))];
  const listed = places.map(([to, because]) => `${to} (${reasonOf(because, language)})`);
  return [{ kind: 'text', text: ['✉️ ', { kind: 'bold', text: what }, ` ${joined(listed, language)}`] }];
}

function reasonOf(because: string, language: Language): string {
  return Object.hasOwn(REASONS, because) ? (REASONS[because]?.[language] ?? because) : because;
}
