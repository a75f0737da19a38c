import { BOT, EXPIRED } from '../domain/bot.ts';
import type { Language } from '../domain/directory.ts';
import { ENGLISH } from '../domain/english-sayings.ts';
import type { AddressKind } from '../domain/reach.ts';
import {
  filledIn,
  isSayingCode,
  type Saying,
  type SayingCode,
  type SayingData,
  type ValueKind,
} from '../domain/saying.ts';
import { CHINESE } from './chinese-sayings.ts';
import { cutText } from './cut-text.ts';
import { reasonText } from './reasons.ts';

/** What engines say, by its codes. */
const SAID = { en: ENGLISH, zh: CHINESE } as const satisfies Record<Language, Record<SayingCode, string>>;

type Values = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Values that are words of ours too, by the names under which they stand. */
const VALUES = {
  kind: {
    nothing: '空',
    null: '空值',
    'a list': '列表',
    'a text': '文本',
    'a number': '数字',
    'true or false': '布尔值',
    'an object': '对象',
  },
  what: {
    'an unspecified address': '未指定地址',
    'a loopback address': '本机回环地址',
    'a link-local address': '链路本地地址',
    'a multicast address': '组播地址',
    "a cloud's metadata address": '云平台元数据地址',
    'a reserved address': '保留地址',
    'an address of a translator': '地址转换专用地址',
    'no address': '无效地址',
  },
  types: { 'all types': '所有类型' },
  environments: { 'all environments': '所有环境' },
} as const satisfies { kind: Record<ValueKind, string>; what: Record<AddressKind, string> } & Values;

/** UTF-16 units of one line, which names and reasons may fill. */
const LINE_LENGTH = 300;

const MARKS = {
  en: { colon: ': ', semicolon: '; ' },
  zh: { colon: '：', semicolon: '；' },
} as const satisfies Record<Language, unknown>;

type Speaker = { message?: string; says?: readonly Saying[] };

/**
 * What a step or a run says, as people read it; undefined where it says nothing. The engine's own words where it gave no code: a vendor's text, what a
 * workflow wrote, a run from before there were codes, and one from a newer replica.
 */
export function sayingText({ message, says }: Speaker, language: Language): string | undefined {
  const text = says && textOf(says, language);
  if (text === undefined) return message === '' ? undefined : message;
  return cutText(text, LINE_LENGTH);
}

/** Undefined where it has no code, or one that is not known here. */
function textOf(says: readonly Saying[], language: Language): string | undefined {
  if (says.length === 0 || !says.every(({ code }) => isSayingCode(code))) return undefined;
  const { colon, semicolon } = MARKS[language];
  const texts = says.map((one) =>
    [...(one.of ?? []), filledIn(SAID[language][one.code], valuesOf(one, language))].join(colon),
  );
  return texts.join(semicolon);
}

function valuesOf({ data = {}, why }: Saying, language: Language): SayingData {
  const reason = why && textOf(why, language);
  const values = reason === undefined ? data : { ...data, why: reason };
  if (language === 'en') return values;
  if (values['by'] === BOT && values['why'] === EXPIRED)
    return { ...values, why: reasonText(EXPIRED, language) };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, inChinese(name, value)]));
}

function inChinese(name: string, value: string | number): string | number {
  const all: Values = VALUES;
  const words = Object.hasOwn(all, name) ? all[name] : undefined;
  return words !== undefined && Object.hasOwn(words, value) ? (words[value] ?? value) : value;
}
