import type { Sentences } from './sentence-code.ts';

/** What is said of commands themselves, and of what came of an event. */
export const COMMAND_SENTENCES = {
  'command.stale': {
    en: 'That reached me {minutes} minutes after you wrote it, so nothing was done. Write it again if you still want it.',
    zh: '这条命令在你发出 {minutes} 分钟后才到达，因此没有执行。如仍需要，请重新发送。',
  },
  'command.usage': { en: 'That command is written: {usage}', zh: '该命令的写法：{usage}' },
  'command.unknown': {
    en: 'I do not know “{near}”. Type {usage} to see what I understand.',
    zh: '我不认识“{near}”。输入 {usage} 查看我能理解的命令。',
  },
  'command.number': {
    en: '“{near}” is not a number. Write: {usage}',
    zh: '“{near}”不是编号。写法：{usage}',
  },
  'command.pair': {
    en: '“{near}” is not name=value. Write: {usage}',
    zh: '“{near}”不是 名称=值 的形式。写法：{usage}',
  },
  'command.twice': {
    en: '{near} is given twice. Write each parameter once: {usage}',
    zh: '{near} 重复出现。每个参数只写一次：{usage}',
  },
  'command.quote': {
    en: 'A quotation mark is not closed in: {near}',
    zh: '引号没有闭合：{near}',
  },
  'mention.not-understood': {
    en: 'I did not understand that. Type {usage} to see what I do.',
    zh: '我没有理解。输入 {usage} 查看我能做什么。',
  },
  'inbox.received': {
    en: 'Received. You will see it on the card, or hear from me.',
    zh: '已收到。结果会显示在卡片上，或由我告诉你。',
  },
  'inbox.buried': {
    en: 'Something went wrong on my side and what you asked was not done. It is kept for the operators (entry {entry}). Please try again.',
    zh: '我这边出了问题，你的请求没有执行。已为运维人员保留（条目 {entry}）。请重试。',
  },
  'inbox.click-again': {
    en: 'The dialog could not be opened in time. Please click again.',
    zh: '对话框未能及时打开，请再点一次。',
  },
} as const satisfies Sentences;
