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
  'api.nobody': {
    en: 'The token that this came with is not valid any more: nothing was done.',
    zh: '该请求使用的令牌已失效，未执行任何操作。',
  },
  'api.no-link': {
    en: 'Accounts are joined and parted in a chat, not over the API.',
    zh: '账号的绑定与解绑只能在聊天中进行，不能通过 API。',
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
  'approval.changed': {
    en: 'What is to be deployed by run #{run} has changed since that was shown, so nothing was decided. Look at the newest card and decide again.',
    zh: '运行 #{run} 待部署的内容在显示之后已变更，没有做出任何决定。请查看最新卡片后重新决定。',
  },
  'approval.own-run': {
    en: 'You may not approve “{title}” of run #{run}: you started it or wrote what it deploys. Others who may: {who}.',
    zh: '你不能批准运行 #{run} 的“{title}”：它由你发起，或包含你的改动。其他有权的人：{who}。',
  },
  'approval.unknown-initiator': {
    en: '“{title}” of run #{run} cannot be approved: nobody knows who started the run, and this policy forbids approving one’s own. Reject it, or deploy from this chat.',
    zh: '运行 #{run} 的“{title}”无法批准：不清楚是谁发起了此运行，而该策略禁止批准自己的运行。请拒绝，或从聊天中重新部署。',
  },
  'approval.no-vote': {
    en: 'You have no vote on “{title}” of run #{run} that could be taken back.',
    zh: '你在运行 #{run} 的“{title}”上没有可撤回的投票。',
  },
  'approval.no-break-glass': {
    en: 'You may not approve “{title}” of run #{run} alone. Those who may in an emergency: {who}.',
    zh: '你无权单独批准运行 #{run} 的“{title}”。紧急情况下有权的人：{who}。',
  },
  'approval.voted-already': {
    en: 'Your vote on “{title}” of run #{run} counts already.',
    zh: '你对运行 #{run} 的“{title}”的投票已经计入。',
  },
  'approval.not-needed': {
    en: 'Your vote on “{title}” of run #{run} is not needed now. It waits for: {who}.',
    zh: '运行 #{run} 的“{title}”目前不需要你的投票。等待：{who}。',
  },
  'approval.seat-used': {
    en: '{who} has voted in your place on “{title}” of run #{run}. Ask them to take it back (/flow revoke {run}) if you want to vote yourself.',
    zh: '{who} 已代你对运行 #{run} 的“{title}”投票。如需亲自投票，请对方先撤回（/flow revoke {run}）。',
  },
  'approval.counted': {
    en: 'Your vote on “{title}” of run #{run} counts. It still waits for: {who}. Until then you can take it back: /flow revoke {run}',
    zh: '你对运行 #{run} 的“{title}”的投票已计入，仍在等待：{who}。在此之前可以撤回：/flow revoke {run}',
  },
  'approval.revoked': {
    en: 'You took back your vote on “{title}” of run #{run}.',
    zh: '你撤回了对运行 #{run} 的“{title}”的投票。',
  },
  'approval.ask-form': {
    en: 'Run #{run}: {app} → {environment}. To approve “{title}”, please fill this in.',
    zh: '运行 #{run}：{app} → {environment}。批准“{title}”前请填写。',
  },
  'approval.say-why': {
    en: 'This approval needs a reason. Write: {usage}',
    zh: '此审批需要说明原因。写法：{usage}',
  },
  'approval.field-missing': { en: 'Please fill in “{label}”.', zh: '请填写“{label}”。' },
  'approval.field-too-long': {
    en: '“{label}” is too long: at most {max} characters.',
    zh: '“{label}”太长：最多 {max} 个字符。',
  },
  'approval.field-unknown': {
    en: '“{value}” is none of the values of “{label}”: {known}.',
    zh: '“{value}”不是“{label}”的可选值：{known}。',
  },
  'approval.field-not-asked': {
    en: 'Nothing called “{name}” is asked for, so nothing was decided. What can be filled in: {known}.',
    zh: '此审批没有名为“{name}”的填写项，没有做出任何决定。可填写：{known}。',
  },
  'approval.fields-needed': {
    en: 'This approval needs something filled in. Use the button on the card, or write: {usage}',
    zh: '此审批需要填写内容。请使用卡片上的按钮，或输入：{usage}',
  },
  'approval.which-gate': {
    en: 'Run #{run} asks more than one question. Name the one that you mean: {titles}.',
    zh: '运行 #{run} 有多个审批，请写明是哪一个：{titles}。',
  },
  'read.not-allowed': {
    en: 'You may not see run #{run}. Type /flow whoami to see your rights.',
    zh: '你无权查看运行 #{run}。输入 /flow whoami 查看你的权限。',
  },
  'pending.none': { en: 'Nothing waits for you.', zh: '没有等待你的审批。' },
  'who.none': {
    en: 'Nothing of run #{run} waits for a decision now.',
    zh: '运行 #{run} 目前没有等待决定的审批。',
  },
  'link.code': {
    en: 'I do not know you here. If I know you on another chat, write there to me alone within {ms}: {usage}',
    zh: '我在这里不认识你。如果我在另一个聊天中认识你，请在 {ms}内在那里单独给我发送：{usage}',
  },
  'link.known': {
    en: 'I know you here already: you are {name}. To join another account, type /flow link with that account first; I answer with a code.',
    zh: '我在这里已经认识你：你是 {name}。要关联另一个账号，请先用那个账号输入 /flow link，我会给出验证码。',
  },
  'link.unknown-code': {
    en: 'That code is not known, was used, or is older than ten minutes. Ask for a new one with /flow link from the account that is to be joined.',
    zh: '该验证码不存在、已使用或已超过十分钟。请用要关联的账号重新输入 /flow link 获取。',
  },
  'link.confirm': {
    en: 'Account {who} on {platform} wants to act as you: deploy and approve in your name. If that is you, write: {usage} If not, do nothing.',
    zh: '{platform} 上的账号 {who} 请求代表你：以你的名义部署和审批。如果是你本人，请输入：{usage} 否则请忽略。',
  },
  'link.done': {
    en: 'Account {who} on {platform} is you now. /flow unlink {platform} parts it again.',
    zh: '{platform} 上的账号 {who} 现在属于你。输入 /flow unlink {platform} 可解除关联。',
  },
  'link.not-allowed': {
    en: 'Joining accounts is not allowed for you. An operator grants it: “allow: [link]” of a role in greenlight.yaml.',
    zh: '你无权关联账号。请运维人员在 greenlight.yaml 的角色中授予 “allow: [link]”。',
  },
  'link.direct': {
    en: 'Please write that to me alone, not in a room: others could read the code.',
    zh: '请单独发给我，不要发在群里：其他人会看到验证码。',
  },
  'unlink.done': {
    en: 'Your joined accounts on {platform} are parted from you.',
    zh: '已解除你在 {platform} 上关联的账号。',
  },
  'unlink.none': {
    en: 'You joined no account on {platform}. Accounts of greenlight.yaml are changed there.',
    zh: '你没有在 {platform} 上关联过账号。greenlight.yaml 中的账号请在该文件中修改。',
  },
  'delegate.done': {
    en: '{who} may decide in your place for {ms}. /flow delegate off takes it back.',
    zh: '{who} 可以在 {ms}内代你决定。输入 /flow delegate off 可收回。',
  },
  'delegate.ended': { en: 'Nobody decides in your place any more.', zh: '已没有人代你决定。' },
  'delegate.none': { en: 'You had handed nothing over.', zh: '你没有委托过任何人。' },
  'delegate.nobody': {
    en: 'I know nobody called “{name}”. Did you mean {near}?',
    zh: '我不认识“{name}”。是指 {near} 吗？',
  },
  'delegate.which': {
    en: 'More than one person is called “{name}”. Name the one that you mean: {known}.',
    zh: '有多人名为“{name}”，请写明是哪一位：{known}。',
  },
  'delegate.self': { en: 'That is yourself. Name somebody else.', zh: '那是你自己，请写其他人。' },
  'delegate.time': {
    en: '“{value}” is no time. Write for example 8h, 3d or 2w, at most 60 days.',
    zh: '“{value}”不是时间。例如 8h、3d 或 2w，最长 60 天。',
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
