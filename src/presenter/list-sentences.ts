import type { Sentences } from './sentence-code.ts';

/** Headings and lines of answers that have several lines. */
export const LIST_SENTENCES = {
  'read.not-allowed': {
    en: 'You may not see run #{run}. Type /flow whoami to see your rights.',
    zh: '你无权查看运行 #{run}。输入 /flow whoami 查看你的权限。',
  },
  'pending.none': { en: 'Nothing waits for you.', zh: '没有等待你的审批。' },
  'who.none': {
    en: 'Nothing of run #{run} waits for a decision now.',
    zh: '运行 #{run} 目前没有等待决定的审批。',
  },
  'list.pending': { en: 'This waits for you:', zh: '等待你的审批：' },
  'list.who': { en: 'Who decides run #{run}:', zh: '运行 #{run} 由谁决定：' },
  'list.whoami': { en: 'You are {name} ({id}).', zh: '你是 {name}（{id}）。' },
  'line.pending': {
    en: '#{run} {app} → {environment} “{title}”, for {ms}: {usage}',
    zh: '#{run} {app} → {environment}“{title}”，已等待 {ms}：{usage}',
  },
  'line.question': {
    en: '“{title}”: policy {policy}, level {level} of {levels}',
    zh: '“{title}”：策略 {policy}，第 {level} 级，共 {levels} 级',
  },
  'line.place': {
    en: 'needs {count} of {list}; now can: {who}',
    zh: '还需 {list} 中的 {count} 人；现在可以的人：{who}',
  },
  'line.voted': { en: '{who} {verdict} (right of {seat})', zh: '{who} 已{verdict}（使用 {seat} 的权限）' },
  'line.rejecters': {
    en: 'can reject ({count} end it): {who}',
    zh: '可以拒绝的人（{count} 人即终止）：{who}',
  },
  'line.break-glass': { en: 'break-glass in an emergency: {who}', zh: '紧急情况可单独放行：{who}' },
  'line.escalates-at': { en: 'in {ms} these may approve too: {who}', zh: '{ms}后以下人员也可批准：{who}' },
  'line.expires-at': { en: 'in {ms} {outcome}', zh: '{ms}后{outcome}' },
  'line.unread': {
    en: 'cannot be read from its chat right now: {names}. Until then whoever only it names cannot decide, and “all” of it cannot be counted',
    zh: '目前无法从聊天平台读取：{names}。在此期间，仅因该组而在列的人无法决定，“全体”也无法计数',
  },
  'line.stuck': {
    en: 'nobody can approve it now: reject it, cancel the run, or have an operator change the policy',
    zh: '目前没有人可以批准：请拒绝、取消运行，或由运维人员修改策略',
  },
  'line.enough': {
    en: 'the votes are enough again: it is approved in a moment',
    zh: '票数已重新足够：即将自动批准',
  },
  'line.account': { en: 'account on {platform}: {account}', zh: '{platform} 账号：{account}' },
  'line.groups': { en: 'groups: {names}', zh: '所属组：{names}' },
  'line.right': { en: '{app} → {environment}: {rights}', zh: '{app} → {environment}：{rights}' },
  'line.delegates-to': {
    en: '{who} may decide in your place, for {ms} more',
    zh: '{who} 可以代你决定，还剩 {ms}',
  },
  'line.delegated-by': {
    en: 'you may decide in the place of {who}, for {ms} more',
    zh: '你可以代 {who} 决定，还剩 {ms}',
  },
  'list.runs': { en: 'The latest runs:', zh: '最近的运行：' },
  'list.help': { en: 'What you can type:', zh: '可以输入的命令：' },
  'list.status': {
    en: 'Run #{run}: {app} → {environment} is {phase}.',
    zh: '运行 #{run}：{app} → {environment}，{phase}。',
  },
  'line.run': { en: '#{run}  {app} → {environment}  {phase}', zh: '#{run}  {app} → {environment}  {phase}' },
  'line.gate': { en: '“{title}” waits for: {who}', zh: '“{title}”等待：{who}' },
  'line.step': { en: '{title}: {step}', zh: '{title}：{step}' },
  'line.step-said': { en: '{title}: {step} – {message}', zh: '{title}：{step} – {message}' },
  'line.app': { en: '{app}: {environments}', zh: '{app}：{environments}' },
  'line.usage': { en: '{usage}', zh: '{usage}' },
} as const satisfies Sentences;
