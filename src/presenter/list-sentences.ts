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
  'list.pending-reject': {
    en: 'Nothing waits for your approval. You could reject:',
    zh: '没有等待你批准的审批。你可以拒绝：',
  },
  'list.who': { en: 'Who decides run #{run}:', zh: '运行 #{run} 由谁决定：' },
  'list.whoami': { en: 'You are {name} ({id}).', zh: '你是 {name}（{id}）。' },
  'line.pending': {
    en: '#{run} {app} → {environment} “{title}”, for {ms}: {usage}',
    zh: '#{run} {app} → {environment}“{title}”，已等待 {ms}：{usage}',
  },
  'line.pending-reject': {
    en: '#{run} {app} → {environment} “{title}”, for {ms}; you cannot approve it now, only reject it: {usage}',
    zh: '#{run} {app} → {environment}“{title}”，已等待 {ms}；你现在不能批准，只能拒绝：{usage}',
  },
  'line.question-nobody': {
    en: '“{title}”: policy {policy}, which names nobody who could approve',
    zh: '“{title}”：策略 {policy}，其中没有任何审批人',
  },
  'line.question': {
    en: '“{title}”: policy {policy}, level {level} of {levels}',
    zh: '“{title}”：策略 {policy}，第 {level} 级，共 {levels} 级',
  },
  'line.place': {
    en: 'needs {count} of {list}; now can: {who}',
    zh: '还需 {list} 中的 {count} 人；现在可以的人：{who}',
  },
  'line.voted': { en: '{who}: {verdict}', zh: '{who}：已{verdict}' },
  'line.rejecters': {
    en: 'rejections until it ends: {count}; now can: {who}',
    zh: '还差 {count} 票拒绝即终止；现在可以拒绝的人：{who}',
  },
  'line.break-glass': { en: 'break-glass in an emergency: {who}', zh: '紧急情况可单独放行：{who}' },
  'line.escalates-at': { en: 'in {ms} these may approve too: {who}', zh: '{ms}后以下人员也可批准：{who}' },
  'line.expires-at': { en: 'in {ms} {outcome}', zh: '{ms}后{outcome}' },
  'line.unread': {
    en: 'cannot be read from its chat right now: {names}. Until then whoever only it names cannot decide, and “all” of it cannot be counted',
    zh: '目前无法从聊天平台读取：{names}。在此期间，仅因该组而在列的人无法决定，“全体”也无法计数',
  },
  'line.stuck': { en: 'nobody can approve it now', zh: '目前没有人可以批准' },
  'line.blind': {
    en: 'nobody can approve it: nobody knows who started the run, and this policy forbids approving one’s own',
    zh: '没有人可以批准：不清楚是谁发起了此运行，而该策略禁止批准自己的运行',
  },
  'line.short': {
    en: 'level {level} cannot be filled, even by everybody who may approve now: {count} too few',
    zh: '第 {level} 级无法凑齐：即使现在有权的人全部批准，仍缺 {count} 人',
  },
  'line.helps': { en: 'what helps: {helps}', zh: '解决办法：{helps}' },
  'line.enough': {
    en: 'the votes are enough again: it is approved in a moment',
    zh: '票数已重新足够：即将自动批准',
  },
  'line.account': { en: 'account on {platform}: {account}', zh: '{platform} 账号：{account}' },
  'line.account-joined': {
    en: 'account on {platform}: {account}, which you joined (/flow unlink {platform} parts it)',
    zh: '{platform} 账号：{account}，由你关联（/flow unlink {platform} 可解除）',
  },
  'line.account-matched': {
    en: 'account on {platform}: {account}, known by your e-mail address',
    zh: '{platform} 账号：{account}，通过你的邮箱识别',
  },
  'line.account-barred': {
    en: 'account on {platform}: {account}, which counts for nothing: that chat says that it is deactivated, a guest or an outsider',
    zh: '{platform} 账号：{account}，已不起作用：该聊天平台表明它已停用，或属于访客或外部人员',
  },
  'line.groups': { en: 'groups: {names}', zh: '所属组：{names}' },
  'line.right': { en: '{app} → {environment}: {rights}', zh: '{app} → {environment}：{rights}' },
  'line.may-link': {
    en: 'you may join other chat accounts to yourself: {usage}',
    zh: '你可以关联其他聊天账号：{usage}',
  },
  'line.decides': {
    en: '{app} → {environment}, policy {policy}: {says}',
    zh: '{app} → {environment}，策略 {policy}：{says}',
  },
  'line.delegates-to': {
    en: '{who} may decide in your place, for {ms} more',
    zh: '{who} 可以代你决定，还剩 {ms}',
  },
  'line.delegated-by': {
    en: 'you may decide in the place of {who}, for {ms} more',
    zh: '你可以代 {who} 决定，还剩 {ms}',
  },
  'logs.none': {
    en: 'Nothing is kept of what commands of run #{run} wrote. Only commands have such a log; it is removed after a time, and kept on the server that ran the command.',
    zh: '没有运行 #{run} 的命令输出。只有命令才有日志；日志会在一段时间后删除，并且只保存在执行该命令的服务器上。',
  },
  'list.logs': {
    en: 'Run #{run}, the last lines of “{title}”:',
    zh: '运行 #{run}，“{title}”的最后几行：',
  },
  'line.log': { en: '{line}', zh: '{line}' },
  'line.log-cut': { en: '… there is more before this', zh: '……前面还有更多内容' },
  'line.log-page': {
    en: 'All of it, for you alone, for {ms}: {url}',
    zh: '完整日志（仅供你本人，{ms}内有效）：{url}',
  },
  'list.runs': { en: 'The latest runs:', zh: '最近的运行：' },
  'list.now': { en: 'What stands where, and the latest runs:', zh: '各环境的现状和最近的运行：' },
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
