import type { Language } from '../domain/directory.ts';

/** Refusals that engines and chats share: known by their code, said in the reader's language. */
const REASONS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  'unknown-run': { en: 'it does not know this run', zh: '引擎中没有此运行' },
  'unknown-gate': { en: 'it does not know this step', zh: '引擎中没有此步骤' },
  'run-over': { en: 'the run is over already', zh: '运行已经结束' },
  'run-not-failed': {
    en: 'only a failed or stopped run can be retried',
    zh: '只有失败或已终止的运行才能重试',
  },
  'no-engine': { en: 'its engine is not configured any more', zh: '对应的引擎已不在配置中' },
  expired: { en: 'nobody decided in time', zh: '无人及时决定' },
  changed: {
    en: 'what was approved is not what waits now; it is asked again',
    zh: '已批准的内容与当前等待的内容不一致，已重新发起审批',
  },
  denied: {
    en: 'whoever asked for it does not have the right to it any more',
    zh: '提出请求的人已不再拥有此权限',
  },
  error: { en: 'a fault, see the log', zh: '内部错误，见日志' },
  refused: { en: 'nobody answers there', zh: '无人应答' },
  timeout: { en: 'no answer in time', zh: '未及时应答' },
  'engine-stopped': { en: 'the engine is not running', zh: '引擎没有运行' },
  'unknown-outcome': {
    en: 'it is not known whether the engine has done it',
    zh: '无法确认引擎是否已经执行',
  },
};

/** What is kept of a refusal: its code where there is a sentence for it, else the engine's own words. */
export function reasonToKeep(code: string, words: string): string {
  return Object.hasOwn(REASONS, code) ? code : words;
}

/** What was kept, as people read it. */
export function reasonText(kept: string, language: Language): string {
  return Object.hasOwn(REASONS, kept) ? (REASONS[kept]?.[language] ?? kept) : kept;
}
