import type { ApprovalState } from '../domain/approval-state.ts';
import type { Language } from '../domain/directory.ts';
import { fill } from './words.ts';

/** What `greenlight policy explain` says. `{name}` stands for a value of the data. */
const WORDS = {
  question: {
    en: '“{title}” of run #{run} (step {gate}) asks by the policy {policy}. It is {state}.',
    zh: '运行 #{run} 的“{title}”（步骤 {gate}）按策略 {policy} 审批，当前状态：{state}。',
  },
  noQuestion: {
    en: 'Run #{run} has not asked anybody yet.',
    zh: '运行 #{run} 尚未发起任何审批。',
  },
  open: { en: 'open', zh: '等待中' },
  approved: { en: 'approved', zh: '已批准' },
  rejected: { en: 'rejected', zh: '已拒绝' },
  expired: { en: 'expired', zh: '已过期' },
  withdrawn: { en: 'withdrawn', zh: '已撤回' },
  approve: { en: 'approve', zh: '批准' },
  reject: { en: 'reject', zh: '拒绝' },
  breakGlass: { en: 'break glass', zh: '紧急放行' },
  voted: {
    en: '{name} has voted on level {level}: {verdict}.',
    zh: '{name} 已在第 {level} 级表决：{verdict}。',
  },
  votedInSeat: {
    en: '{name} has voted on level {level} in the place of {seat}: {verdict}.',
    zh: '{name} 已在第 {level} 级代 {seat} 表决：{verdict}。',
  },
  mayOpen: {
    en: '{name} may approve, and with that the step goes on.',
    zh: '{name} 可以批准，批准后该步骤即继续。',
  },
  mayApprove: {
    en: '{name} may approve: it counts on level {level} of {levels}.',
    zh: '{name} 可以批准：计入第 {level} 级（共 {levels} 级）。',
  },
  mayEnd: { en: '{name} may reject, and with that it is over.', zh: '{name} 可以拒绝，拒绝后审批即结束。' },
  mayReject: {
    en: '{name} may reject: {count} of the {needed} rejections that end it.',
    zh: '{name} 可以拒绝：将是第 {count} 票拒绝，满 {needed} 票即结束。',
  },
  mayBreak: {
    en: '{name} may break glass: approve alone and at once. Everybody is told.',
    zh: '{name} 可以紧急放行：立即单独批准，所有人都会收到通知。',
  },
  inSeat: { en: 'That counts in the place of {seat}.', zh: '该票代 {seat} 计入。' },
  started: {
    en: '{name} may not approve: {name} started this run, and the policy forbids to approve one’s own.',
    zh: '{name} 不能批准：此运行由 {name} 发起，策略禁止批准自己的运行。',
  },
  wrote: {
    en: '{name} may not approve: {name} wrote something of what is deployed, and the policy forbids to approve one’s own.',
    zh: '{name} 不能批准：待部署的内容有 {name} 的提交，策略禁止批准自己的变更。',
  },
  onlyInSeat: {
    en: '{name} may not approve: it would be in the place of {seat} only, who must not approve it either.',
    zh: '{name} 不能批准：只能代 {seat} 表决，而后者本人也不能批准。',
  },
  unknownInitiator: {
    en: '{name} may not approve: nobody knows who started this run, so it could be anybody’s own (unknownInitiator: refuse).',
    zh: '{name} 不能批准：无法确认此运行由谁发起，可能是任何人自己的运行（unknownInitiator: refuse）。',
  },
  notNamed: {
    en: '{name} may not {action}. Those who may: {who}.',
    zh: '{name} 无权{action}。有权的人：{who}。',
  },
  unread: {
    en: 'Whether {name} may {action} cannot be said: it depends on a group that cannot be read now. Those who may: {who}.',
    zh: '无法判断 {name} 是否有权{action}：这取决于目前无法读取的组。有权的人：{who}。',
  },
  settled: {
    en: '{name} has the right to {action}, but it is {state} already.',
    zh: '{name} 有权{action}，但审批{state}。',
  },
  tooLate: {
    en: '{name} has the right to {action}, but the time for it ended at {time}.',
    zh: '{name} 有权{action}，但时限已于 {time} 结束。',
  },
  already: {
    en: '{name} has done so already ({action}). Revoking takes it back.',
    zh: '{name} 已表决（{action}），可以撤回。',
  },
  notNeeded: {
    en: '{name} is named, but has no free place on level {level} of {levels}, which is asked now.',
    zh: '{name} 在审批人之列，但当前询问的第 {level} 级（共 {levels} 级）没有其空位。',
  },
  missing: {
    en: 'Level {level} of {levels} waits for {count} of {list}. Those who can now: {who}.',
    zh: '第 {level} 级（共 {levels} 级）还需 {list} 中的 {count} 人。现在可以批准的人：{who}。',
  },
  short: {
    en: 'Level {level} of {levels} cannot be filled, even by everybody who may approve now: {count} too few.',
    zh: '第 {level} 级（共 {levels} 级）无法凑齐：即使现在有权的人全部批准，仍缺 {count} 人。',
  },
  later: {
    en: 'After that comes level {level} of {levels}: {list}.',
    zh: '之后是第 {level} 级（共 {levels} 级）：{list}。',
  },
  stuck: {
    en: 'As things are nobody can approve it. It can be rejected or cancelled, or an operator changes the policy.',
    zh: '目前没有人能批准。可以拒绝或取消，或由运维人员修改策略。',
  },
  enough: {
    en: 'The votes are enough since somebody came back to a group: it is approved without another one.',
    zh: '有人重新加入了组，现有票数已足够：无需再投票即会批准。',
  },
  rejecters: {
    en: 'Rejections until it ends: {count}. Those who can reject now: {who}.',
    zh: '还差 {count} 票拒绝即结束。现在可以拒绝的人：{who}。',
  },
  escalates: {
    en: 'From {time} on these may approve too: {who}.',
    zh: '自 {time} 起，以下人员也可批准：{who}。',
  },
  expires: { en: 'When nobody decides until {time}: {outcome}.', zh: '若到 {time} 仍无人决定：{outcome}。' },
  unreadable: {
    en: 'The group {group} of {platform} cannot be read now: whoever is named only by it counts as nobody here.',
    zh: '现在无法读取 {platform} 的组 {group}：仅因该组而在列的人此处按无人计。',
  },
  place: {
    en: '{name} in {app} → {environment} (workflow {workflow}):',
    zh: '{name} 在 {app} → {environment}（工作流 {workflow}）：',
  },
  right: { en: '{name} may {rights}, by {roles}.', zh: '{name} 可以：{rights}（依据 {roles}）。' },
  notRights: { en: '{name} may not {rights}.', zh: '{name} 不可以：{rights}。' },
  gate: { en: 'Step {gate}: policy {policy}: {list}.', zh: '步骤 {gate}：策略 {policy}：{list}。' },
  noPolicy: {
    en: 'Step {gate}: no policy holds here, so nobody can approve it.',
    zh: '步骤 {gate}：此处没有适用的策略，因此无人可以批准。',
  },
  noGates: {
    en: 'The workflow asks nobody: it has no step that waits for people.',
    zh: '该工作流没有等待人工审批的步骤。',
  },
  unknownGates: {
    en: 'any step',
    zh: '任意步骤',
  },
  othersRun: { en: 'When somebody else started the run:', zh: '当运行由其他人发起时：' },
  notOwn: {
    en: 'When {name} started the run, or wrote what it deploys, {name} may not approve.',
    zh: '当运行由 {name} 发起，或待部署的内容含其提交时，{name} 不能批准。',
  },
  some: { en: '{count} of {names}', zh: '{names} 中的 {count} 人' },
  all: { en: 'all of {names}', zh: '{names} 全体' },
  none: { en: 'nobody', zh: '无人' },
  and: { en: ' and ', zh: ' 及 ' },
  next: { en: ', then ', zh: '，然后 ' },
} as const satisfies Record<string, Record<Language, string>>;

export type ExplainWord = keyof typeof WORDS;

export function explained(
  name: ExplainWord,
  language: Language,
  data: Readonly<Record<string, string | number>> = {},
): string {
  return fill(WORDS[name][language], language, data);
}

export function stateWord(state: ApprovalState, language: Language): string {
  return WORDS[state][language];
}
