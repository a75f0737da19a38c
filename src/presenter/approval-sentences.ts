import type { Sentences } from './sentence-code.ts';

/** What is said of questions and votes. */
export const APPROVAL_SENTENCES = {
  'approval.withdrawn-ended': {
    en: '“{title}” of run #{run} does not wait any more: the run is over. Nothing was decided here.',
    zh: '运行 #{run} 的“{title}”已不再等待：运行已经结束。这里没有做出任何决定。',
  },
  'approval.approved': {
    en: 'You approved “{title}” of run #{run}.',
    zh: '你批准了运行 #{run} 的“{title}”。',
  },
  'approval.rejected': {
    en: 'You rejected “{title}” of run #{run}.',
    zh: '你拒绝了运行 #{run} 的“{title}”。',
  },
  'approval.rejected-one': {
    en: 'You rejected “{title}” of run #{run}. The run still asks {titles}; {usage} ends all of it.',
    zh: '你拒绝了运行 #{run} 的“{title}”。该运行还有审批在等待：{titles}；如需终止整个运行，请输入 {usage}。',
  },
  'approval.rejected-all': {
    en: 'You rejected “{title}” of run #{run}. That ends the whole run; not asked any more: {titles}.',
    zh: '你拒绝了运行 #{run} 的“{title}”。整个运行会因此终止，以下审批不再需要决定：{titles}。',
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
    en: '“{title}” of run #{run} was approved already, by {who}. What you did changed nothing.',
    zh: '运行 #{run} 的“{title}”已由 {who} 批准，你的操作没有改变任何内容。',
  },
  'approval.settled-rejected': {
    en: '“{title}” of run #{run} was rejected already, by {who}. What you did changed nothing.',
    zh: '运行 #{run} 的“{title}”已由 {who} 拒绝，你的操作没有改变任何内容。',
  },
  'approval.withdrawn': {
    en: '“{title}” of run #{run} does not wait any more: the step was closed in the engine. Nothing was decided here.',
    zh: '运行 #{run} 的“{title}”已不再等待：该步骤已在引擎中关闭。这里没有做出任何决定。',
  },
  'approval.expired': {
    en: 'The time for “{title}” of run #{run} is over. It was not approved, and what you did changed nothing.',
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
  'approval.unread': {
    en: 'Nothing was counted: whether you may decide “{title}” of run #{run} depends on a group that cannot be read from its chat right now. Try again in a minute.',
    zh: '本次操作未计入：你能否决定运行 #{run} 的“{title}”取决于一个组，而该组目前无法从聊天平台读取。请一分钟后重试。',
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
  'approval.no-such-gate': {
    en: 'No question of run #{run} is called “{gate}”, so nothing was decided. What waits: {titles}. A reason begins with “because”.',
    zh: '运行 #{run} 没有名为“{gate}”的审批，因此没有做出任何决定。等待中的有：{titles}。填写原因请以“because”或“因为”开头。',
  },
  'approval.asked-later': {
    en: 'Run #{run} asked its question after you wrote that, so nothing was decided. Look at the card and reply again.',
    zh: '运行 #{run} 的审批是在你发出回复之后才出现的，因此没有做出任何决定。请查看卡片后重新回复。',
  },
  'approval.reason-empty': { en: 'Please say why.', zh: '请说明原因。' },
  'approval.ask-reason': {
    en: 'Run #{run}: {app} → {environment}. “{title}” will be rejected, and what depends on it will not run.',
    zh: '运行 #{run}：{app} → {environment}。“{title}”将被拒绝，依赖它的步骤不会运行。',
  },
  'approval.ask-reason-all': {
    en: 'Run #{run}: {app} → {environment}. “{title}” will be rejected, and that ends the whole run.',
    zh: '运行 #{run}：{app} → {environment}。“{title}”将被拒绝，整个运行会因此终止。',
  },
} as const satisfies Sentences;
