import type { Hint, Person, Sentence } from './options.ts';

export const MAIL_DOMAIN = 'playground.example';

/** Who plays along: `examples/playground/greenlight.yaml` names the same accounts. */
export const CAST = [
  {
    id: 'ada',
    name: 'Ada Lovelace',
    role: { en: 'Release engineer', zh: '发布工程师' },
    locale: 'en-GB',
    timezone: 'Europe/London',
    accounts: {
      slack: 'U0ADA',
      feishu: 'ou_ada5e1f0c2d34b6a8e9f01a2b3c4d5e6',
      dingtalk: 'ada01',
      receivers: 'ada@playground.example',
      wecom: 'AdaLovelace',
    },
  },
  {
    id: 'ben',
    name: 'Ben Okafor',
    role: { en: 'Approver', zh: '审批人' },
    locale: 'en-US',
    timezone: 'Africa/Lagos',
    accounts: {
      slack: 'U0BEN',
      feishu: 'ou_ben7a9d3b1c5e4f6082a4c6e8f0b2d47',
      dingtalk: 'ben02',
      receivers: 'ben@playground.example',
      wecom: 'BenOkafor',
    },
  },
  {
    id: 'chen',
    name: '陈琳',
    role: { en: 'Approver, reads Chinese', zh: '审批人，使用中文' },
    locale: 'zh-CN',
    timezone: 'Asia/Shanghai',
    accounts: {
      slack: 'U0CHEN',
      feishu: 'ou_chen3c8e5f7a2b4d6e8091a3c5e7f9b1',
      dingtalk: 'chen03',
      receivers: 'chen@playground.example',
      wecom: 'ChenLin',
    },
  },
  {
    id: 'dana',
    name: 'Dana Fischer',
    role: { en: 'Developer, decides about billing only', zh: '开发者，仅可审批计费系统' },
    locale: 'de-DE',
    timezone: 'Europe/Berlin',
    accounts: {
      slack: 'U0DANA',
      feishu: 'ou_dana1f4b6d8e0a2c4e6f8a0b2c4d6e80',
      dingtalk: 'dana04',
      receivers: 'dana@playground.example',
      wecom: 'DanaFischer',
    },
  },
] as const satisfies readonly (Person & { locale: string; timezone: string })[];

export const HINTS: readonly Hint[] = [
  {
    text: '/deploy shop prod tag=v2',
    about: { en: 'Deploy version v2 of the shop to production', zh: '将商店 v2 版本部署到生产环境' },
    as: 'ada',
  },
  {
    text: '/deploy billing prod tag=v2',
    about: {
      en: 'Deploy billing: it needs Ben or Dana, and 陈琳 too',
      zh: '部署计费系统：需要 Ben 或 Dana，以及陈琳共同批准',
    },
    as: 'ada',
  },
  { text: '/flow pending', about: { en: 'What waits for you', zh: '等待你的审批' } },
  { text: '/flow list', about: { en: 'The latest runs', zh: '最近的运行' } },
  { text: '/flow help', about: { en: 'Everything you can type', zh: '所有可用命令' } },
];

export const GUIDE: readonly Sentence[] = [
  {
    en: 'As Ada, send /deploy shop prod tag=v2 in any room: its card appears in all three.',
    zh: '以 Ada 的身份在任意一个群里发送 /deploy shop prod tag=v2：三个群会同时出现它的卡片。',
  },
  {
    en: 'Switch to Ben and approve in another room: every card tells who decided, where and when.',
    zh: '切换到 Ben，在另一个群里批准：每张卡片都会写明谁在何处、何时做出了决定。',
  },
  {
    en: 'Deploy billing too: it asks two sides, each with a change ticket. /flow who 2 says who may decide and who has.',
    zh: '再部署一次计费系统：需要两方各自填写变更单并批准。/flow who 2 会说明谁可以决定、谁已决定。',
  },
  {
    en: 'Open “Mail & robots”: every approver has a letter with a link that decides; robots and webhooks tell of it too.',
    zh: '打开“邮件与机器人”：每位审批人都收到一封邮件，点开其中的链接即可审批；群机器人和 Webhook 也会收到通知。',
  },
  {
    en: 'Kill the server at any moment: what was acknowledged goes on when it is back.',
    zh: '随时杀掉服务器：凡是已应答的操作，恢复后都会继续执行。',
  },
];
