import type { AnswerData, Named } from '../domain/answer.ts';
import type { Directory, Language } from '../domain/directory.ts';
import { ACT_RIGHTS, type ActVerb } from '../domain/engine-call.ts';
import { isFromApi } from '../domain/platform-ability.ts';
import type { Phase } from '../domain/run.ts';
import { isSayingCode, type SayingData } from '../domain/saying.ts';
import { joined } from './joined.ts';
import { reasonText } from './reasons.ts';
import { listedWords } from './right-words.ts';
import { sayingText } from './saying-text.ts';

const PHASES: Readonly<Record<Phase, Readonly<Record<Language, string>>>> = {
  pending: { en: 'starting', zh: '启动中' },
  running: { en: 'running', zh: '运行中' },
  suspended: { en: 'waiting', zh: '等待中' },
  succeeded: { en: 'succeeded', zh: '成功' },
  failed: { en: 'failed', zh: '失败' },
  skipped: { en: 'skipped', zh: '已跳过' },
  terminated: { en: 'stopped', zh: '已终止' },
};

export function phaseWord(phase: Phase, language: Language): string {
  return PHASES[phase][language];
}

const PLATFORMS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  slack: { en: 'Slack', zh: 'Slack' },
  feishu: { en: 'Feishu', zh: '飞书' },
  dingtalk: { en: 'DingTalk', zh: '钉钉' },
  email: { en: 'e-mail', zh: '邮件' },
};

/** How people call a chat or channel; with its config key where there are several of the kind. */
export function platformName(id: string, directory: Directory, language: Language): string {
  if (isFromApi({ platform: id })) return 'API';
  const all = [...directory.platforms, ...directory.channels];
  const kind = all.find((one) => one.id === id)?.kind;
  const name = kind === undefined ? undefined : PLATFORMS[kind]?.[language];
  if (name === undefined) return id;
  return all.filter((one) => one.kind === kind).length > 1 ? `${name} (${id})` : name;
}

/** Chats in which engines let people decide by themselves. */
const PLACES: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  zadig: { en: 'Zadig', zh: 'Zadig' },
  lark: { en: 'Feishu', zh: '飞书' },
  lark_intl: { en: 'Lark', zh: 'Lark' },
  dingtalk: { en: 'DingTalk', zh: '钉钉' },
  workwx: { en: 'WeCom', zh: '企业微信' },
};

export function placeName(where: string, language: Language): string {
  return (Object.hasOwn(PLACES, where) ? PLACES[where]?.[language] : undefined) ?? where;
}

const WORDS = {
  status: { en: 'Status', zh: '状态' },
  startedBy: { en: 'Started by', zh: '发起人' },
  started: { en: 'Started', zh: '开始时间' },
  duration: { en: 'Took', zh: '耗时' },
  rollback: { en: 'Rollback to', zh: '回滚到' },
  result: { en: 'Result', zh: '结果' },
  revision: { en: 'revision {revision}', zh: '版本 {revision}' },
  elsewhere: { en: 'outside Greenlight', zh: '在 Greenlight 之外' },
  approve: { en: 'Approve', zh: '批准' },
  reject: { en: 'Reject', zh: '拒绝' },
  approveTitled: { en: 'Approve “{title}”', zh: '批准“{title}”' },
  rejectTitled: { en: 'Reject “{title}”', zh: '拒绝“{title}”' },
  waitsFor: { en: 'Waiting for', zh: '等待' },
  openPage: { en: 'Open the page of this run', zh: '打开运行页面' },
  moved: {
    en: 'This card goes on in a newer message of this room.',
    zh: '此卡片已在本会话的新消息中继续。',
  },
  level: { en: 'level {level} of {levels}', zh: '第 {level} 级，共 {levels} 级' },
  someOf: { en: '{count} of {names}', zh: '{names} 中的 {count} 人' },
  nobodyLeft: {
    en: 'nobody who could still approve it',
    zh: '没有还能批准的人',
  },
  unread: {
    en: 'all of {names}: who that is cannot be read from the chat yet, so nobody can be counted',
    zh: '{names} 全体：暂时无法从聊天平台读取成员，因此还不能计数',
  },
  short: {
    en: 'Level {level} cannot be filled, even by everybody who may approve now: {count} too few.',
    zh: '第 {level} 级无法凑齐：即使现在有权的人全部批准，仍缺 {count} 人。',
  },
  blind: {
    en: 'Nobody can approve it: nobody knows who started the run, and this policy forbids approving one’s own.',
    zh: '没有人可以批准：不清楚是谁发起了此运行，而该策略禁止批准自己的运行。',
  },
  helps: { en: 'What helps', zh: '解决办法' },
  helpsLater: { en: '{names} may approve too from', zh: '{names} 也可批准，始于' },
  helpsAlone: { en: 'break-glass by {names}', zh: '由 {names} 紧急放行' },
  escalated: {
    en: 'Not decided in time: {names} may approve it too now.',
    zh: '未在时限内决定，以下人员现在也可以批准：{names}',
  },
  askedAgain: {
    en: 'What is to be deployed has changed: earlier votes do not count, please decide again.',
    zh: '待部署的内容已变更：之前的投票作废，请重新决定。',
  },
  expiresReject: { en: 'Rejected by itself at', zh: '自动拒绝时间' },
  expiresCancel: { en: 'The run is cancelled by itself at', zh: '自动取消运行时间' },
  expiredReject: { en: 'nobody decided in time, so it was rejected', zh: '无人及时决定，已自动拒绝' },
  expiredCancel: {
    en: 'nobody decided in time, so the run was cancelled',
    zh: '无人及时决定，运行已自动取消',
  },
  withdrawnChanged: {
    en: 'what is to be deployed has changed, so it is asked again',
    zh: '待部署的内容已变更，已重新发起审批',
  },
  brokenBy: { en: 'Break-glass: approved alone by', zh: '紧急放行，单独批准人' },
  inSeatOf: { en: '{name} for {seat}', zh: '{name}（代 {seat}）' },
  approveTitle: { en: 'Approve', zh: '批准' },
  approveInstead: {
    en: 'This approval asks for more than a click. Write: {usage}',
    zh: '此审批还需要填写内容。请输入：{usage}',
  },
  pick: { en: 'Please choose', zh: '请选择' },
  mayBeLeftOut: { en: 'may be left out', zh: '可不填' },
  gateReminder: { en: 'still waits for your decision', zh: '仍在等待你的决定' },
  gateEscalated: {
    en: 'was not decided in time: you may decide it too now',
    zh: '未在时限内决定：现在你也可以决定',
  },
  everyone: { en: 'everyone', zh: '所有人' },
  notDelivered: { en: 'Not delivered', zh: '未送达' },
  notDeliveredYet: { en: 'Not delivered yet, tried again', zh: '尚未送达，正在重试' },
  gateBroken: { en: 'Break-glass', zh: '紧急放行' },
  nobody: {
    en: 'nobody: no approvers are configured. An operator adds “approvers” or a “policy” in greenlight.yaml',
    zh: '无人：没有配置审批人。请运维人员在 greenlight.yaml 中添加 “approvers” 或 “policy”',
  },
  notStarted: { en: 'not started', zh: '未开始' },
  withdrawnEnded: { en: 'the run ended before anybody decided', zh: '运行在有人决定之前已经结束' },
  noOne: { en: 'nobody', zh: '无人' },
  since: { en: 'since', zh: '始于' },
  opensAt: { en: 'goes on by itself at', zh: '自动继续于' },
  votedApprove: { en: 'approved', zh: '批准' },
  votedReject: { en: 'rejected', zh: '拒绝' },
  endsRejected: { en: 'it is rejected', zh: '自动拒绝' },
  endsCancelled: { en: 'the run is cancelled', zh: '自动取消运行' },
  approvedBy: { en: 'Approved by', zh: '批准人' },
  rejectedBy: { en: 'Rejected by', zh: '拒绝人' },
  reason: { en: 'Reason', zh: '原因' },
  withdrawn: { en: 'closed in the engine, not decided here', zh: '已在引擎中关闭，未在此决定' },
  withdrawnBy: {
    en: 'closed in the engine by {by}, not decided here',
    zh: '已由 {by} 在引擎中关闭，未在此决定',
  },
  callOwed: { en: 'telling the engine …', zh: '正在通知引擎……' },
  callRefused: { en: 'The engine refused it', zh: '引擎拒绝执行' },
  callElsewhere: {
    en: 'The step had been closed in the engine before this decision arrived',
    zh: '该决定到达前，步骤已在引擎中关闭',
  },
  callElsewhereBy: {
    en: 'The step had been closed in the engine by {by} before this decision arrived',
    zh: '该决定到达前，步骤已由 {by} 在引擎中关闭',
  },
  callBuried: {
    en: 'The engine could not be told; look at the engine. The decision is kept',
    zh: '无法通知引擎，请查看引擎。决定已保留',
  },
  rejectTitle: { en: 'Reject', zh: '拒绝' },
  reasonLabel: { en: 'Why?', zh: '原因' },
  reasonHint: { en: 'Everyone in the room will read this.', zh: '会话中的所有人都会看到。' },
  close: { en: 'Cancel', zh: '取消' },
  cancel: { en: 'cancel', zh: '取消' },
  retry: { en: 'retry', zh: '重试' },
  suspend: { en: 'suspend', zh: '暂停' },
  resume: { en: 'resume', zh: '恢复' },
  held: {
    en: 'Suspended by {by}: nothing new begins until {usage}',
    zh: '已由 {by} 暂停：在 {usage} 之前不会开始新的步骤',
  },
  heldStep: {
    en: '“{title}” is suspended by {by}: it does not begin until {usage}',
    zh: '“{title}”已由 {by} 暂停：在 {usage} 之前不会开始',
  },
  hearsay: {
    en: 'As a message of its engine told it; the run itself could not be read yet.',
    zh: '内容来自引擎发送的通知；尚未能读取运行本身。',
  },
  decidedElsewhere: {
    en: '“{title}” waits for people in {place}: it can only be decided there',
    zh: '“{title}”正在 {place} 中等待处理：只能在那里决定',
  },
  missingElsewhere: {
    en: '“{title}” waits for {missing} more in {place}: it can only be decided there',
    zh: '“{title}”还需 {missing} 人在 {place} 中同意：只能在那里决定',
  },
  restartOf: { en: 'Restart of', zh: '重新执行' },
  more: { en: 'Details: {usage}', zh: '详情：{usage}' },
  summaryWaiting: { en: '{title} waits for approval', zh: '{title} 等待审批' },
  summaryDecided: { en: '{title} was decided', zh: '{title} 已有决定' },
  summary: { en: '{title}: {phase}', zh: '{title}：{phase}' },
  lockedBy: { en: 'Locked for new runs by {by}', zh: '已被 {by} 锁定，不再启动新的运行' },
  through: {
    en: ' (the workflow of {environment} deploys there too)',
    zh: '（{environment} 的工作流也会部署到那里）',
  },
  gateNotice: { en: 'needs your decision', zh: '需要你的决定' },
  gateHowDirect: {
    en: 'Use the buttons on the card in the room, or reply to that card: approve · reject because …',
    zh: '请使用群内卡片上的按钮，或回复该卡片：同意 · 拒绝 原因',
  },
  gateLink: { en: 'Decide on your personal page', zh: '打开你的个人审批页' },
  gateLinkUntil: {
    en: 'For you alone: do not pass it on. It works once, until',
    zh: '仅供你本人使用，请勿转发。只能使用一次，有效期至',
  },
  rejectInstead: {
    en: 'Please say why: reply to the card with “reject because …”.',
    zh: '请说明原因：回复该卡片“拒绝 原因”。',
  },
  gateHowHere: {
    en: 'Use the buttons, or reply here: approve · reject because …',
    zh: '请使用按钮，或在此回复：同意 · 拒绝 原因',
  },
  gateHow: {
    en: 'Use the buttons on the card, or reply here: approve · reject because …',
    zh: '请使用卡片上的按钮，或在此回复：同意 · 拒绝 原因',
  },
} as const satisfies Record<string, Record<Language, string>>;

export function word(
  name: keyof typeof WORDS,
  language: Language,
  data: Readonly<Record<string, string | number>> = {},
): string {
  return fill(WORDS[name][language], language, data);
}

/** `Reason: because`, with the colon of the language. */
export function pair(label: string, value: string, language: Language): string {
  return language === 'zh' ? `${label}：${value}` : `${label}: ${value}`;
}

/** Puts the data in the place of `{name}`. A phase, a reason, a right and a verb are said in words, `through` only where there is one, and an empty list of people is "nobody". */
export function fill(text: string, language: Language, data: AnswerData): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = data[name];
    // By whose workflow a place is reached that was not asked for.
    if (name === 'through')
      return typeof value === 'string' ? word('through', language, { environment: value }) : '';
    if (value === undefined) return whole;
    if (typeof value === 'object' && 'says' in value) return sayingText(value, language) ?? '';
    if (typeof value === 'object') return peopleText(value, language);
    const listed = listedWords(name, String(value), language);
    if (listed !== undefined) return listed;
    if (name === 'who' && value === '') return WORDS.noOne[language];
    if (name === 'phase' && isPhase(value)) return phaseWord(value, language);
    if (name === 'step' && isPhase(value))
      return value === 'pending' ? WORDS.notStarted[language] : phaseWord(value, language);
    if (name === 'ms' && typeof value === 'number') return durationText(value, language);
    if (name === 'verdict' && (value === 'approve' || value === 'reject'))
      return WORDS[value === 'approve' ? 'votedApprove' : 'votedReject'][language];
    if (name === 'outcome' && (value === 'reject' || value === 'cancel'))
      return WORDS[value === 'reject' ? 'endsRejected' : 'endsCancelled'][language];
    if (name === 'problem') return problemText(String(value), language, data);
    if (name === 'reason') return reasonText(String(value), language);
    if (name === 'verb' && typeof value === 'string' && Object.hasOwn(ACT_RIGHTS, value))
      return WORDS[value as ActVerb][language];
    return String(value);
  });
}

/** What is wrong with a parameter; in English where its engine gave no code. */
function problemText(
  message: string,
  language: Language,
  { problemCode: code, ...data }: AnswerData,
): string {
  if (typeof code !== 'string' || !isSayingCode(code)) return message;
  const values = Object.entries(data).filter(([, one]) => typeof one !== 'object');
  const says = [{ code, data: Object.fromEntries(values) as SayingData }];
  return sayingText({ message, says }, language) ?? message;
}

function peopleText(people: readonly Named[], language: Language): string {
  if (people.length === 0) return WORDS.noOne[language];
  return joined(
    people.map(({ name, seat }) => (seat === undefined ? name : word('inSeatOf', language, { name, seat }))),
    language,
  );
}

/** Whether the text is the name of a phase. */
export function isPhase(value: string | number): value is Phase {
  return Object.hasOwn(PHASES, value);
}

/** `45 s`, `3 min 5 s`, `2 h 10 min`. Rounded down; never negative. */
export function durationText(ms: number, language: Language): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const unit = language === 'zh' ? { h: ' 小时', m: ' 分', s: ' 秒' } : { h: ' h', m: ' min', s: ' s' };
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (hours > 0) return `${hours}${unit.h} ${minutes}${unit.m}`;
  if (minutes > 0) return `${minutes}${unit.m} ${seconds % 60}${unit.s}`;
  return `${seconds}${unit.s}`;
}
