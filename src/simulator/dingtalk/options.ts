import type { SimClock } from '../common/clock.ts';
import type { SimLog } from '../common/log.ts';
import type { SavedRoom } from './saved-room.ts';

export type UserOption = {
  /** The staff id of the tenant's directory. */
  userId: string;
  /** What the robot sees of everybody: `$:LWCP_v1:$…` */
  dingtalkId: string;
  name: string;
  mobile?: string;
  /** Of another organisation: messages of an outsider carry no staff id. */
  outsider?: boolean;
  /** Has never logged in. */
  inactive?: boolean;
  /** An enterprise account (企业账号): of this organisation, disabled by it, or of another one. */
  enterprise?: 'own' | 'disabled' | 'foreign';
};

export type DepartmentOption = {
  /** 1 is the root. */
  id: number;
  /** The department that it is a part of. */
  parent?: number;
  /** User ids of those who are directly in it. */
  memberIds: string[];
  /** Not in the app's range of contacts. */
  hidden?: boolean;
};

/** `id` is both `conversationId` and `openConversationId`: `cid…==` */
export type GroupOption = { id: string; name: string; memberIds: string[]; botIn: boolean };

/**
 * `shipped` has the variables of the card template that comes with the product, `builtin` those of DingTalk's AI card.
 */
export type TemplateKind = 'shipped' | 'builtin';

/** `….schema` */
type TemplateOption = { id: string; kind: TemplateKind };

export type Limits = {
  /** A card callback that is not answered by then has failed for the person who clicked. */
  cardAckMs: number;
  /** A robot message that is not acknowledged by then is pushed again. */
  repushMs: number;
  /** Pushes of one robot message, the first one included. */
  messageAttempts: number;
  ticketMs: number;
  tokenMs: number;
  /** The HTTP status beside `InvalidAuthentication`. */
  badTokenStatus: number;
  sessionWebhookMs: number;
  /** Between the SYSTEM `disconnect` frame and the end of the connection. */
  disconnectGraceMs: number;
  systemPingMs: number;
  /** Protocol-level pings, answered by every WebSocket library. */
  pingMs: number;
  /** Calls of one API in one second. */
  callsPerSecond: number;
  /** Receivers of one `oToMessages/batchSend`. */
  receivers: number;
  outTrackIdChars: number;
  /** Of one card variable, in UTF-8. */
  variableBytes: number;
  /** Of a robot message's `msgParam`, in UTF-8. */
  messageBytes: number;
  /** How many calls, pushes and messages are remembered for the observer. */
  recordsKept: number;
};

/**
 * DingTalk's own numbers where they are published, at https://open.dingtalk.com/document/ and then: `orgapp/create-and-deliver-cards`,
 * `orgapp/the-robot-sends-a-group-message`, `orgapp/chatbots-send-one-on-one-chat-messages-in-batches`, `orgapp/obtain-the-access-token-of-an-internal-app`,
 * `orgapp/invocation-frequency-limit`; for the stream https://open-dingtalk.github.io/developerpedia/docs/learn/stream/protocol.
 */
export const dingTalkLimits: Limits = {
  cardAckMs: 3_000,
  repushMs: 60_000,
  // How often DingTalk tries is not published: enough for an app that is away for some minutes.
  messageAttempts: 5,
  ticketMs: 90_000,
  tokenMs: 7_200_000,
  // Answered by the real gateway to a made-up token; 401 has been reported too.
  badTokenStatus: 400,
  sessionWebhookMs: 90 * 60_000,
  disconnectGraceMs: 10_000,
  systemPingMs: 60_000,
  pingMs: 30_000,
  callsPerSecond: 20,
  receivers: 20,
  outTrackIdChars: 64,
  // The page says 1 KB; official connectors write whole answers of a model into one variable, and they arrive.
  variableBytes: Number.POSITIVE_INFINITY,
  messageBytes: 15_000,
  recordsKept: 20_000,
};

export type DingTalkSimulatorOptions = {
  clock: SimClock;
  log: SimLog;
  corpId: string;
  app: { clientId: string; clientSecret: string; robotCode: string; botName: string };
  users: UserOption[];
  groups: GroupOption[];
  /** The root alone when absent. */
  departments?: DepartmentOption[];
  /** The card templates that the tenant knows besides DingTalk's own AI card, which is always there. */
  templates?: TemplateOption[];
  /** 0 or absent: any free port. */
  port?: number;
  limits?: Partial<Limits>;
  /** What was said before the last stop. */
  saved?: SavedRoom;
};
