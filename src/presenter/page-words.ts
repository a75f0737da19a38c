import type { StepMark } from '../domain/card.ts';
import type { Language } from '../domain/directory.ts';
import { fill } from './words.ts';

/** What the pages behind signed links say beside the card. `{name}` stands for a value of the data. */
const WORDS = {
  progress: { en: '{done} of {total} steps', zh: '{done} / {total} 个步骤' },
  refreshes: {
    en: 'This page looks again every {seconds} s while the run goes on.',
    zh: '运行期间，本页每 {seconds} 秒自动刷新。',
  },
  hold: { en: 'Hold it still', zh: '停止刷新' },
  held: { en: 'This page does not look again by itself.', zh: '本页不会自动刷新。' },
  goOn: { en: 'Look again by itself', zh: '恢复自动刷新' },
  logs: { en: 'Output', zh: '输出' },
  noLogs: {
    en: 'No command has written anything that is kept here.',
    zh: '此处没有保存任何命令的输出。',
  },
  stdout: { en: 'standard output', zh: '标准输出' },
  stderr: { en: 'standard error', zh: '标准错误' },
  logCut: { en: 'There was more before this; it is not kept.', zh: '前面还有更多内容，未保存。' },
  logPage: { en: 'page {page} of {pages}', zh: '第 {page} / {pages} 页' },
  older: { en: '← older', zh: '← 更早' },
  newer: { en: 'newer →', zh: '更新 →' },
  logsHow: {
    en: 'What commands wrote: type /flow logs {run} in the chat, and you get a page of your own.',
    zh: '如需查看命令输出：在聊天中输入 /flow logs {run}，你会得到仅供你本人的页面。',
  },
  yoursLogs: {
    en: 'This link shows what commands wrote, so it is for you alone: do not pass it on.',
    zh: '此链接可查看命令输出，仅供你本人使用，请勿转发。',
  },
  readOnly: {
    en: 'Read only. Decisions are made in the chat, or on a personal page.',
    zh: '仅供查看。请在聊天中或个人审批页上做出决定。',
  },
  youAre: { en: 'You are {name} · {platform}', zh: '你是 {name} · {platform}' },
  asked: { en: '“{title}” needs your decision', zh: '“{title}”需要你的决定' },
  over: { en: '“{title}” of run #{run}', zh: '运行 #{run} 的“{title}”' },
  reason: { en: 'Reason', zh: '原因' },
  reasonHow: {
    en: 'Needed to reject. Everyone in the room will read it; at most {max} characters.',
    zh: '拒绝时必填。会话中的所有人都会看到；最多 {max} 个字符。',
  },
  reasonAlways: {
    en: 'Needed. Everyone in the room will read it; at most {max} characters.',
    zh: '必填。会话中的所有人都会看到；最多 {max} 个字符。',
  },
  reasonFree: {
    en: 'If you like. Everyone in the room will read it; at most {max} characters.',
    zh: '可不填。会话中的所有人都会看到；最多 {max} 个字符。',
  },
  yours: { en: 'For you alone: do not pass it on.', zh: '仅供你本人使用，请勿转发。' },
  yoursUntil: {
    en: 'For you alone: do not pass it on. Good until',
    zh: '仅供你本人使用，请勿转发。有效期至',
  },
  counted: {
    en: 'Your vote counts: you {verdict} “{title}”. It still waits for: {who}.',
    zh: '你的投票已计入：你已{verdict}“{title}”。仍在等待：{who}。',
  },
  takeBack: { en: 'Take my vote back', zh: '撤回我的投票' },
  takeBackHow: {
    en: 'As long as it waits for others you can take your vote back and decide again.',
    zh: '在等待其他人期间，你可以撤回投票并重新决定。',
  },
  timeIsOver: {
    en: 'The time to decide “{title}” is over.',
    zh: '“{title}”的决定时限已过。',
  },
  expiredReject: {
    en: 'Nobody decided “{title}” of run #{run} in time, so it was rejected.',
    zh: '无人在时限内决定运行 #{run} 的“{title}”，已自动拒绝。',
  },
  expiredCancel: {
    en: 'Nobody decided “{title}” of run #{run} in time, so the run was cancelled.',
    zh: '无人在时限内决定运行 #{run} 的“{title}”，运行已自动取消。',
  },
  changed: {
    en: 'What run #{run} is to deploy has changed, so votes on this do not count any more. “{title}” is asked again.',
    zh: '运行 #{run} 待部署的内容已变更，此处的投票不再有效。“{title}”已重新发起审批。',
  },
  decideAgain: { en: 'Decide on what is to be deployed now', zh: '对现在要部署的内容做出决定' },
  broken: {
    en: '“{title}” was approved by {who} alone, by break-glass.',
    zh: '“{title}”已由 {who} 单独紧急放行。',
  },
  approved: { en: '“{title}” was approved by {who}.', zh: '“{title}”已由 {who} 批准。' },
  rejected: { en: '“{title}” was rejected by {who}.', zh: '“{title}”已由 {who} 拒绝。' },
  nothingLeft: {
    en: 'This link has done its work; there is nothing left to decide here.',
    zh: '此链接已完成使命，这里没有需要决定的内容了。',
  },
  follow: { en: 'Follow the run', zh: '查看运行进展' },
  lookAgain: { en: 'Look again', zh: '再看一次' },
  choose: {
    en: 'Nothing was decided: press Approve or Reject.',
    zh: '没有做出任何决定：请按“批准”或“拒绝”。',
  },
  notStored: {
    en: 'Your decision could not be stored. Please try again in a moment: what you wrote is still here, and it counts only once.',
    zh: '你的决定未能保存。请稍后再试：你填写的内容还在，重复提交只算一次。',
  },
  unknownTitle: { en: 'This link does not work', zh: '此链接无效' },
  unknown: {
    en: 'It is incomplete, or it was not made here. Open the newest message from Greenlight and use the link there.',
    zh: '链接不完整，或并非由此处生成。请打开 Greenlight 的最新消息，使用其中的链接。',
  },
  expiredTitle: { en: 'This link has expired', zh: '此链接已过期' },
  expired: {
    en: 'It was good for a limited time only. What waits for a decision is still on the card in the chat.',
    zh: '该链接仅在限定时间内有效。等待决定的内容仍在聊天中的卡片上。',
  },
  goneTitle: { en: 'This is not kept here any more', zh: '此内容已不再保留' },
  gone: {
    en: 'The link is a true one, but what it leads to was deleted.',
    zh: '链接本身有效，但它指向的内容已被删除。',
  },
  strangerTitle: { en: 'You are not known here any more', zh: '你已不在人员名单中' },
  stranger: {
    en: 'The account that this link was made for is no longer configured, so it decides nothing. An operator can add it to “people” in greenlight.yaml.',
    zh: '此链接对应的账号已不在配置中，因此不能做出任何决定。运维人员可以在 greenlight.yaml 的 “people” 中添加。',
  },
  refusedTitle: { en: 'You cannot decide this', zh: '你不能做出此决定' },
  notReadableTitle: { en: 'You may not see this', zh: '你无权查看' },
  elsewhereTitle: { en: 'This came from another page', zh: '请求来自其他页面' },
  elsewhere: {
    en: 'Nothing was decided. Open your personal link and use the buttons there.',
    zh: '没有做出任何决定。请打开你的个人链接，使用其中的按钮。',
  },
  unreadableTitle: { en: 'That was not understood', zh: '无法识别该请求' },
  unreadable: {
    en: 'Nothing was decided. Open your link again and use the form there.',
    zh: '没有做出任何决定。请重新打开链接，使用其中的表单。',
  },
  methodTitle: { en: 'That is not possible here', zh: '此处不支持该操作' },
  method: { en: 'This page can only be opened and read.', zh: '此页面只能打开查看。' },
  troubleTitle: { en: 'Not possible right now', zh: '暂时无法完成' },
  trouble: {
    en: 'Something went wrong here. Please try again in a moment: open your link anew, it shows how things stand.',
    zh: '这里出了问题。请稍后再试：重新打开链接，即可看到当前状态。',
  },
} as const satisfies Record<string, Record<Language, string>>;

export type PageWord = keyof typeof WORDS;

export function pageWord(
  name: PageWord,
  language: Language,
  data: Readonly<Record<string, string | number>> = {},
): string {
  return fill(WORDS[name][language], language, data);
}

const MARKS: Readonly<Record<StepMark, Readonly<Record<Language, string>>>> = {
  pending: { en: 'not started', zh: '未开始' },
  running: { en: 'running', zh: '运行中' },
  waiting: { en: 'waiting', zh: '等待中' },
  done: { en: 'done', zh: '完成' },
  failed: { en: 'failed', zh: '失败' },
  skipped: { en: 'skipped', zh: '已跳过' },
};

/** What a step's mark says to whoever cannot see it. */
export function markWord(mark: StepMark, language: Language): string {
  return MARKS[mark][language];
}
