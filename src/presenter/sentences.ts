import type { AnswerCode, ListCode, ListLine } from '../domain/answer.ts';
import type { Language } from '../domain/directory.ts';
import type { TroubleCode } from '../domain/run-view.ts';
import { fill } from './words.ts';

type Code = AnswerCode | ListCode | ListLine['code'] | TroubleCode;

/** `{name}` stands for a value of the data. Every sentence says what happened and, where there is something to do, what. */
const SENTENCES: Readonly<Record<Code, Readonly<Record<Language, string>>>> = {
  'deploy.started': {
    en: 'Run #{run} started: {app} → {environment}.',
    zh: '运行 #{run} 已启动：{app} → {environment}。',
  },
  'deploy.no-app': {
    en: 'There is no app “{app}”. Apps here: {known}.',
    zh: '没有名为“{app}”的应用。可用的应用：{known}。',
  },
  'deploy.no-apps': {
    en: 'No app is configured yet. An operator adds one under “apps” in greenlight.yaml.',
    zh: '尚未配置任何应用。请运维人员在 greenlight.yaml 的 “apps” 下添加。',
  },
  'deploy.no-environment': {
    en: '{app} has no environment “{environment}”. It has: {known}.',
    zh: '{app} 没有名为“{environment}”的环境。可用的环境：{known}。',
  },
  'deploy.not-allowed': {
    en: 'You may not deploy {app} to {environment}. Those who may: {who}.',
    zh: '你无权将 {app} 部署到 {environment}。有权的人：{who}。',
  },
  'deploy.unknown-parameter': {
    en: '{app} takes no parameter “{name}” in {environment}. It takes: {known}.',
    zh: '{app} 在 {environment} 中没有参数“{name}”。可用的参数：{known}。',
  },
  'deploy.missing-parameter': {
    en: '{app} needs a value for: {names}. Add it, for example {example}',
    zh: '{app} 缺少参数：{names}。请补上，例如 {example}',
  },
  'deploy.bad-pattern': {
    en: '“{value}” does not fit {name}: it must match {pattern} and have at most {max} characters.',
    zh: '“{value}”不符合参数 {name} 的要求：应匹配 {pattern}，且不超过 {max} 个字符。',
  },
  'deploy.bad-string': {
    en: '“{value}” is too long for {name}: at most {max} characters.',
    zh: '“{value}”对参数 {name} 来说太长：最多 {max} 个字符。',
  },
  'deploy.bad-number': {
    en: '“{value}” does not fit {name}: it must be a number, such as 3 or 0.5.',
    zh: '“{value}”不符合参数 {name} 的要求：应为数字，例如 3 或 0.5。',
  },
  'deploy.bad-boolean': {
    en: '“{value}” does not fit {name}: it must be true or false.',
    zh: '“{value}”不符合参数 {name} 的要求：应为 true 或 false。',
  },
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
    en: '“{near}” is not a run number. Write: {usage}',
    zh: '“{near}”不是运行编号。写法：{usage}',
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
  'person.unknown': {
    en: 'I do not know you here. Ask an operator to add your account {account} to “people” in greenlight.yaml.',
    zh: '我在这里不认识你。请运维人员把你的账号 {account} 加到 greenlight.yaml 的 “people” 中。',
  },
  'run.none': { en: 'There is no run yet.', zh: '还没有任何运行。' },
  'run.unknown': { en: 'There is no run #{run}.', zh: '没有编号为 #{run} 的运行。' },
  'run.not-allowed': {
    en: 'You may not do that to run #{run}. Those who may: {who}.',
    zh: '你无权对运行 #{run} 执行此操作。有权的人：{who}。',
  },
  'run.over': { en: 'Run #{run} is over already ({phase}).', zh: '运行 #{run} 已经结束（{phase}）。' },
  'run.not-over': {
    en: 'Run #{run} is not over ({phase}); only a failed or stopped run can be retried.',
    zh: '运行 #{run} 尚未结束（{phase}）；只有失败或已终止的运行才能重试。',
  },
  'run.cannot': {
    en: 'The engine {engine} cannot do that.',
    zh: '引擎 {engine} 不支持此操作。',
  },
  'run.starting': {
    en: 'Run #{run} has not reached the engine yet. Try again in a moment.',
    zh: '运行 #{run} 还没有到达引擎，请稍后再试。',
  },
  'run.succeeded': {
    en: 'Run #{run} is over ({phase}); only a failed or stopped run can be retried.',
    zh: '运行 #{run} 已结束（{phase}）；只有失败或已终止的运行才能重试。',
  },
  'run.never-started': {
    en: 'Run #{run} never started at the engine, so there is nothing to retry. Deploy again.',
    zh: '运行 #{run} 从未在引擎中启动，无法重试。请重新部署。',
  },
  'approval.withdrawn-ended': {
    en: '“{title}” of run #{run} does not wait any more: the run is over. Nothing was decided here.',
    zh: '运行 #{run} 的“{title}”已不再等待：运行已经结束。这里没有做出任何决定。',
  },
  'run.busy': {
    en: 'Run #{run} is being cancelled or retried already.',
    zh: '运行 #{run} 已经在取消或重试中。',
  },
  'run.no-room': {
    en: 'I am not a member here, so I cannot show the card of run #{run}. Invite me to this channel; the card follows by itself.',
    zh: '我不是这里的成员，无法显示运行 #{run} 的卡片。请把我邀请进来，卡片会自动出现。',
  },
  'run.cancelling': { en: 'Run #{run} is being cancelled.', zh: '正在取消运行 #{run}。' },
  'run.retrying': {
    en: 'Run #{run} is tried again from where it failed.',
    zh: '运行 #{run} 正从失败处重试。',
  },
  'approval.approved': {
    en: 'You approved “{title}” of run #{run}.',
    zh: '你批准了运行 #{run} 的“{title}”。',
  },
  'approval.rejected': {
    en: 'You rejected “{title}” of run #{run}.',
    zh: '你拒绝了运行 #{run} 的“{title}”。',
  },
  'approval.gone': {
    en: 'That question is not known here any more; nothing was decided. Type {usage} to see the runs.',
    zh: '这个审批在这里已不存在，没有做出任何决定。输入 {usage} 查看运行。',
  },
  'approval.old': {
    en: 'That button belongs to an earlier attempt of “{title}”; nothing was decided. Use the newest buttons of run #{run}.',
    zh: '该按钮属于“{title}”的上一次尝试，没有做出任何决定。请使用运行 #{run} 最新的按钮。',
  },
  'approval.settled-approved': {
    en: '“{title}” of run #{run} was approved already, by {who}. Your click changed nothing.',
    zh: '运行 #{run} 的“{title}”已由 {who} 批准，你的操作没有改变任何内容。',
  },
  'approval.settled-rejected': {
    en: '“{title}” of run #{run} was rejected already, by {who}. Your click changed nothing.',
    zh: '运行 #{run} 的“{title}”已由 {who} 拒绝，你的操作没有改变任何内容。',
  },
  'approval.withdrawn': {
    en: '“{title}” of run #{run} does not wait any more: the step was closed in the engine. Nothing was decided here.',
    zh: '运行 #{run} 的“{title}”已不再等待：该步骤已在引擎中关闭。这里没有做出任何决定。',
  },
  'approval.expired': {
    en: 'The time for “{title}” of run #{run} is over. It was not approved, and your click changed nothing.',
    zh: '运行 #{run} 的“{title}”已超时，未获批准，你的操作没有改变任何内容。',
  },
  'approval.not-yours': {
    en: 'You may not decide “{title}” of run #{run}. It waits for: {who}.',
    zh: '你无权决定运行 #{run} 的“{title}”。等待：{who}。',
  },
  'approval.nobody': {
    en: 'Nobody may decide “{title}” of run #{run}: no approvers are configured for {app} in {environment}.',
    zh: '没有人可以决定运行 #{run} 的“{title}”：{app} 在 {environment} 中没有配置审批人。',
  },
  'approval.reason-needed': {
    en: 'Please say why. In a reply: reject because …',
    zh: '请说明原因。回复时请写：拒绝 原因',
  },
  'approval.reason-too-long': {
    en: 'The reason has {length} characters; at most {max} fit.',
    zh: '原因有 {length} 个字符，最多 {max} 个。',
  },
  'approval.which': {
    en: 'More than one question of run #{run} is open to you. Use the buttons; open are: {titles}.',
    zh: '运行 #{run} 有多个审批在等你，请使用按钮。等待中的有：{titles}。',
  },
  'approval.which-here': {
    en: 'More than one question is open to you. Use the buttons, or reply to the card that you mean; open are: {titles}.',
    zh: '有多个审批在等你，请使用按钮，或回复对应的卡片。等待中的有：{titles}。',
  },
  'approval.none-open-here': {
    en: 'Nothing waits for a decision here now.',
    zh: '这里目前没有等待决定的审批。',
  },
  'approval.no-card': {
    en: 'I cannot tell which card you answered, so nothing was decided. Use the buttons on the card, or mention me outside of any thread.',
    zh: '我无法判断你回复的是哪张卡片，因此没有做出任何决定。请使用卡片上的按钮，或在话题之外直接 @ 我。',
  },
  'approval.none-open': {
    en: 'Nothing of run #{run} waits for a decision now.',
    zh: '运行 #{run} 目前没有等待决定的审批。',
  },
  'approval.asked-later': {
    en: 'Run #{run} asked its question after you wrote that, so nothing was decided. Look at the card and reply again.',
    zh: '运行 #{run} 的审批是在你发出回复之后才出现的，因此没有做出任何决定。请查看卡片后重新回复。',
  },
  'approval.reason-empty': { en: 'Please say why.', zh: '请说明原因。' },
  'approval.ask-reason': {
    en: 'Run #{run}: {app} → {environment}. “{title}” will be rejected and the run stops.',
    zh: '运行 #{run}：{app} → {environment}。“{title}”将被拒绝，运行随之停止。',
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
  'trouble.run-refused': {
    en: 'The engine did not start this run: {reason}. Mend it and deploy again.',
    zh: '引擎没有启动此运行：{reason}。请修正后重新部署。',
  },
  'engine.unknown-workflow': {
    en: 'The engine has no workflow “{workflow}”; it has: {known}. An operator mends “workflow” in greenlight.yaml or adds the file.',
    zh: '引擎中没有工作流“{workflow}”，现有：{known}。请运维人员修正 greenlight.yaml 中的 “workflow” 或补充文件。',
  },
  'engine.bad-parameter-path': {
    en: 'A parameter sets {path}, which is no place in workflow {workflow}: {problem}',
    zh: '参数要设置的 {path} 在工作流 {workflow} 中不存在：{problem}',
  },
  'engine.bad-parameter-value': {
    en: 'Workflow {workflow} cannot run with this value of {path}: {problem}',
    zh: '工作流 {workflow} 不能使用 {path} 的这个值：{problem}',
  },
  'trouble.run-buried': {
    en: 'The engine could not be asked to start this run: {reason}. Look at the engine, then deploy again.',
    zh: '无法让引擎启动此运行：{reason}。请先查看引擎，再重新部署。',
  },
  'trouble.act-refused': {
    en: 'The engine did not {verb} this run: {reason}.',
    zh: '引擎没有执行“{verb}”：{reason}。',
  },
};

/**
 * The sentence of `code` in `language`, filled in. A phase is said in that language, an empty list of people is "nobody", and a name
 * that the data lacks stays visible in braces.
 */
export function sentence(
  code: Code,
  language: Language,
  data: Readonly<Record<string, string | number>> = {},
): string {
  return fill(SENTENCES[code][language], language, data);
}
