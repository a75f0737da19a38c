import type { SimClock } from '../common/clock.ts';
import type { SimLog } from '../common/log.ts';
import type { WindowRate } from '../common/window-rates.ts';
import type { SavedTenant } from './saved-tenant.ts';

export type FeishuUserOption = {
  /** `ou_…`, the person as this app knows them. */
  openId: string;
  /** The person in the tenant. */
  userId: string;
  /** `on_…`, the person as all apps of one developer know them. */
  unionId: string;
  name: string;
  /** The contact address that an administrator wrote down. */
  email?: string;
  /** The mailbox that Feishu itself runs. */
  enterpriseEmail?: string;
  /** 1 is a regular employee, as everybody is when it is absent; 2 an intern, 3 a contractor, 4 of an agency, 5 a consultant. */
  employeeType?: number;
  /** Absent: in use. Who has resigned is in no department any more. */
  state?: 'frozen' | 'resigned' | 'exited' | 'inactive' | 'unjoined';
  /** With the country's prefix outside of China. */
  mobile?: string;
  /** Of another tenant: their events carry no `user_id`, and nobody finds them by e-mail. */
  outside?: boolean;
  /** Not in the app's availability: direct messages to them are refused. */
  unavailable?: boolean;
  /** For example `zh_cn` or `en_us`: the language of toasts. */
  locale?: string;
};

type FeishuChatOption = {
  /** `oc_…` */
  id: string;
  name: string;
  /** Open ids. */
  memberIds: string[];
  botIn: boolean;
};

export type FeishuDepartmentOption = {
  /** `od-…` */
  id: string;
  /** The department that it is a part of. */
  parent?: string;
  /** Open ids of those who are directly in it. */
  memberIds: string[];
  /** Not in the app's range of contacts. */
  hidden?: boolean;
};

export type FeishuUserGroupOption = {
  id: string;
  /** Open ids. */
  memberIds: string[];
  /** Ids of departments. */
  departmentIds?: string[];
  /** Not in the app's range of contacts. */
  hidden?: boolean;
};

export type FeishuLimits = {
  /** How long Feishu waits for an acknowledgement or a callback's answer. */
  ackMs: number;
  /** When an event that was not acknowledged is pushed again, counted from the miss before it: over the long connection… */
  socketRetryDelaysMs: number[];
  /** …and over HTTP. */
  httpRetryDelaysMs: number[];
  tokenMs: number;
  /** A token with less than this left is replaced by a new one when asked; both live. */
  tokenRenewMs: number;
  connections: number;
  /** How long the address of a connection may be dialled. */
  ticketMs: number;
  pingIntervalSeconds: number;
  reconnectIntervalSeconds: number;
  /** The first try to connect again comes after a random part of this. */
  reconnectNonceSeconds: number;
  /** UTF-8 bytes of a card or a post in the request, where it is a text of JSON within JSON. */
  cardBytes: number;
  textBytes: number;
  cardTables: number;
  cardElements: number;
  /** How long a card can be changed after it was sent. */
  editWindowMs: number;
  updateTokenMs: number;
  updateTokenUses: number;
  uuidMs: number;
  /** New messages in one chat or to one person. */
  perChat: WindowRate;
  patchPerMessage: WindowRate;
  /** Each method of an app; several hold together. */
  perMethod: WindowRate[];
  /** How many calls, pushes and toasts are remembered for the observer. */
  recordsKept: number;
  messagesKept: number;
};

/**
 * Feishu's own numbers: https://open.feishu.cn/document/server-docs/api-call-guide/frequency-control (rates),
 * https://open.feishu.cn/document/server-docs/im-v1/message/create and …/message-card/patch (sizes, 14 days, 5 a second),
 * https://open.feishu.cn/document/event-subscription-guide/overview (re-pushes),
 * https://open.feishu.cn/document/feishu-cards/handle-card-callbacks (3 seconds, 30 minutes, two uses).
 */
export const feishuLimits: FeishuLimits = {
  ackMs: 3_000,
  socketRetryDelaysMs: [0, 15_000, 300_000, 3_600_000, 21_600_000],
  httpRetryDelaysMs: [15_000, 300_000, 3_600_000, 21_600_000],
  tokenMs: 7_200_000,
  tokenRenewMs: 1_800_000,
  connections: 50,
  ticketMs: 30_000,
  pingIntervalSeconds: 120,
  reconnectIntervalSeconds: 120,
  reconnectNonceSeconds: 30,
  cardBytes: 30 * 1024,
  textBytes: 150 * 1024,
  cardTables: 3,
  cardElements: 200,
  editWindowMs: 14 * 24 * 3_600_000,
  updateTokenMs: 30 * 60_000,
  updateTokenUses: 2,
  uuidMs: 3_600_000,
  perChat: { count: 5, perMs: 1_000 },
  patchPerMessage: { count: 5, perMs: 1_000 },
  perMethod: [
    { count: 50, perMs: 1_000 },
    { count: 1_000, perMs: 60_000 },
  ],
  recordsKept: 20_000,
  messagesKept: 50_000,
};

export type FeishuSimulatorOptions = {
  clock: SimClock;
  log: SimLog;
  app: {
    /** `cli_` and 16 hexadecimal digits; the SDK refuses others. */
    appId: string;
    appSecret: string;
    botOpenId: string;
    botName: string;
  };
  tenantKey: string;
  users: FeishuUserOption[];
  chats: FeishuChatOption[];
  departments?: FeishuDepartmentOption[];
  userGroups?: FeishuUserGroupOption[];
  /** What the app was granted; everything when absent. */
  scopes?: string[];
  /** Whether the bot hears group messages that do not mention it (the scope `im:message.group_msg`). */
  groupMessages?: boolean;
  /** The frame type of card callbacks: Feishu has been seen to use both. */
  cardFrames?: 'event' | 'card';
  /** Where events and card callbacks are posted; the long connection when absent. */
  http?: FeishuHttpOptions;
  /** What was said before the last stop. */
  saved?: SavedTenant;
  /** 0 or absent: any free port. */
  port?: number;
  limits?: Partial<FeishuLimits>;
};

export type FeishuHttpOptions = {
  eventsUrl: string;
  verificationToken: string;
  /** Bodies are encrypted and signed with it; without it they are plain and unsigned. */
  encryptKey?: string;
};
