import type { Sentences } from './sentence-code.ts';

/** What is said of accounts, and of rights that are handed over. */
export const PEOPLE_SENTENCES = {
  'rights.unread': {
    en: 'Nothing was done: whether you may do that depends on a group that cannot be read from its chat right now. Try again in a minute.',
    zh: '没有执行任何操作：你是否有此权限取决于一个组，而该组目前无法从聊天平台读取。请一分钟后重试。',
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
    zh: '账号的关联与解除只能在聊天中进行，不能通过 API。',
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
    en: 'I know nobody called “{name}”. Write the name as greenlight.yaml has it under “people”.',
    zh: '我不认识“{name}”。请按 greenlight.yaml 中 “people” 的写法输入。',
  },
  'delegate.nearest': {
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
} as const satisfies Sentences;
