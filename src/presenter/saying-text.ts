import type { Language } from '../domain/directory.ts';
import { filledIn, isSayingCode, type Saying, type SayingCode } from '../domain/saying.ts';
import { cutText } from './cut-text.ts';

/** What engines say of the course of a run. */
const SAID: Readonly<Record<SayingCode, Readonly<Record<Language, string>>>> = {
  words: { en: '{words}', zh: '{words}' },
  approved: { en: 'approved by {by}', zh: '{by} 已批准' },
  'approved-because': { en: 'approved by {by}: {why}', zh: '{by} 已批准：{why}' },
  rejected: { en: 'rejected by {by}', zh: '{by} 已拒绝' },
  'rejected-because': { en: 'rejected by {by}: {why}', zh: '{by} 已拒绝：{why}' },
  cancelling: { en: '{by} cancels it', zh: '{by} 正在取消' },
  cancelled: { en: 'cancelled by {by}', zh: '{by} 已取消' },
  'run-cancelled': { en: 'the run was cancelled', zh: '运行已取消' },
  'nobody-asked': {
    en: 'the run was cancelled, so nobody is asked',
    zh: '运行已取消，不再发起审批',
  },
  'late-seconds': { en: 'not finished within {seconds} s', zh: '未在 {seconds} 秒内完成' },
  'late-minutes': { en: 'not finished within {minutes} min', zh: '未在 {minutes} 分钟内完成' },
  'wait-over': { en: 'the time to wait is over', zh: '等待时间已到' },
  ended: { en: 'it was ended', zh: '已被终止' },
  'ended-before': { en: 'it had come to its end by then', zh: '此前它已经结束' },
  killed: {
    en: 'it did not end when it was asked to, and was killed',
    zh: '收到结束请求后未结束，已被强制终止',
  },
  'cut-off': {
    en: 'the command was cut off: its process is gone and left no exit code; what it did so far may be half of it',
    zh: '命令已中断：其进程已消失且没有留下退出码；它可能只执行了一部分',
  },
  'cut-off-elsewhere': {
    en: "the command was cut off: the data folder in which its command was begun is not this server's, so how it ended cannot be told",
    zh: '命令已中断：启动该命令时使用的数据目录不属于本服务器，无法得知其结果',
  },
  elsewhere: {
    en: "the data folder in which its command was begun is not this server's, so how it ended cannot be told",
    zh: '启动该命令时使用的数据目录不属于本服务器，无法得知其结果',
  },
  exit: { en: 'the command ended with exit code {exit}', zh: '命令以退出码 {exit} 结束' },
  'exit-saying': {
    en: 'the command ended with exit code {exit}: {why}',
    zh: '命令以退出码 {exit} 结束：{why}',
  },
  signal: { en: 'the command was ended by {signal}', zh: '命令被信号 {signal} 终止' },
  'signal-saying': {
    en: 'the command was ended by {signal}: {why}',
    zh: '命令被信号 {signal} 终止：{why}',
  },
  'target-late': {
    en: 'the command was ended: its target allows it {seconds} s',
    zh: '命令已被终止：其目标最多允许 {seconds} 秒',
  },
  'try-failed': {
    en: 'try {failures} of {tries} failed, next in {seconds} s: {why}',
    zh: '第 {failures} 次尝试失败（共 {tries} 次），{seconds} 秒后重试：{why}',
  },
  'gave-up': {
    en: 'failed {failures} times, at last: {why}',
    zh: '已失败 {failures} 次，最后一次：{why}',
  },
  'if-unclear': { en: 'pre check error: {why}', zh: '条件无法计算：{why}' },
};

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
  if (says === undefined || says.length === 0 || !says.every(({ code }) => isSayingCode(code)))
    return message === '' ? undefined : message;
  const { colon, semicolon } = MARKS[language];
  const texts = says.map(({ of = [], code, data }) =>
    [...of, filledIn(SAID[code][language], data)].join(colon),
  );
  return cutText(texts.join(semicolon), LINE_LENGTH);
}
