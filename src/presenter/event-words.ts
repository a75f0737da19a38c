import type { Language } from '../domain/directory.ts';
import type { RunEvent, RunEventType } from '../domain/run-event.ts';
import { fill } from './words.ts';

type Words<Name extends string> = Readonly<Record<Name, Readonly<Record<Language, string>>>>;

/** What happened to `{title}`: a run, or a step of one. */
const TITLES: Words<RunEventType | 'broken' | 'whole'> = {
  created: { en: '{title} was asked for', zh: '{title} 已发起' },
  started: { en: '{title} has started', zh: '{title} 已开始' },
  waiting: { en: '{title} waits for approval', zh: '{title} 等待审批' },
  changed: { en: '{title} ended otherwise than before', zh: '{title} 的结果与上次不同' },
  broken: { en: '{title} is broken now', zh: '{title} 出现故障' },
  whole: { en: '{title} works again', zh: '{title} 已恢复正常' },
  succeeded: { en: '{title} succeeded', zh: '{title} 成功' },
  failed: { en: '{title} failed', zh: '{title} 失败' },
  'timed-out': { en: '{title} timed out', zh: '{title} 超时' },
  cancelled: { en: '{title} was cancelled', zh: '{title} 已取消' },
  rejected: { en: '{title} was rejected', zh: '{title} 已被拒绝' },
  paused: { en: '{title} is paused', zh: '{title} 已暂停' },
};

/** The event in a word or two. */
const SHORT: Words<RunEventType> = {
  created: { en: 'asked for', zh: '已发起' },
  started: { en: 'started', zh: '已开始' },
  waiting: { en: 'waiting for approval', zh: '等待审批' },
  changed: { en: 'changed', zh: '结果有变' },
  succeeded: { en: 'succeeded', zh: '成功' },
  failed: { en: 'failed', zh: '失败' },
  'timed-out': { en: 'timed out', zh: '超时' },
  cancelled: { en: 'cancelled', zh: '已取消' },
  rejected: { en: 'rejected', zh: '已拒绝' },
  paused: { en: 'paused', zh: '已暂停' },
};

const WORDS = {
  ofStep: { en: '{title} · “{name}”', zh: '{title} · “{name}”' },
  took: { en: 'took {ms}', zh: '耗时 {ms}' },
  images: { en: 'Images', zh: '镜像' },
  more: { en: '… {count} more', zh: '……另有 {count} 个' },
  decide: {
    en: 'Decide on the card of the run, or write: {approve} · {reject}',
    zh: '请在运行卡片上做出决定，或输入：{approve} · {reject}',
  },
  change: { en: 'Before: {from}. Now: {to}.', zh: '上次：{from}，本次：{to}。' },
} as const satisfies Words<string>;

/** `title` names what it happened to. */
export function eventTitle({ type, from, to }: RunEvent, title: string, language: Language): string {
  return fill(TITLES[changeOf(type, from, to)][language], language, { title });
}

function changeOf(type: RunEventType, from: RunEvent['from'], to: RunEvent['to']): keyof typeof TITLES {
  if (type !== 'changed') return type;
  if (to === 'succeeded') return 'whole';
  return from === 'succeeded' || from === undefined ? 'broken' : 'changed';
}

export function shortEvent(type: RunEventType, language: Language): string {
  return SHORT[type][language];
}

export function isEventType(text: string): text is RunEventType {
  return Object.hasOwn(SHORT, text);
}

/** How the run before it ended, and how this one did; undefined for any other event. */
export function changeText({ from, to }: RunEvent, language: Language): string | undefined {
  if (from === undefined || to === undefined) return undefined;
  return eventWord('change', language, { from: shortEvent(from, language), to: shortEvent(to, language) });
}

export function eventWord(
  name: keyof typeof WORDS,
  language: Language,
  data: Readonly<Record<string, string | number>> = {},
): string {
  return fill(WORDS[name][language], language, data);
}
