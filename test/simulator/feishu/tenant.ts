import { Client, DefaultCache, EventDispatcher, WSClient } from '@larksuiteoapi/node-sdk';
import { silentLog } from '../../../src/log.ts';
import type { FeishuLimits, FeishuSimulatorOptions } from '../../../src/simulator/feishu/options.ts';
import { createFeishuSimulator, type FeishuSimulator } from '../../../src/simulator/feishu/simulator.ts';
import { systemClock } from '../../../src/time.ts';
import { until } from '../../until.ts';

export const ADA = 'ou_ada';
export const BEN = 'ou_ben';
export const EVE = 'ou_eve';
export const ROOM = 'oc_room';
export const appId = 'cli_a1b2c3d4e5f60718';
export const appSecret = 's3cret';

export type Data = Record<string, unknown>;
type Handler = (data: Data) => unknown;

export type Tenant = {
  feishu: FeishuSimulator;
  base: string;
  client: Client;
  /** A WSClient with these handlers that is connected or has given up; closed with the tenant. */
  connect(handlers?: Record<string, Handler>, settings?: Partial<WsSettings>): Promise<WSClient>;
  /** Sends a card to the room and gives its message id. */
  send(card: Data, more?: Data): Promise<string>;
  [Symbol.asyncDispose](): Promise<void>;
};

type WsSettings = ConstructorParameters<typeof WSClient>[0];

/** Quick reconnects, so that no test waits for Feishu's two minutes. */
const quickLimits: Partial<FeishuLimits> = { reconnectNonceSeconds: 0.05, reconnectIntervalSeconds: 0.1 };

/** A small tenant, its simulator running, and Feishu's own SDK pointed at it. */
export async function openTenant(overrides: Partial<FeishuSimulatorOptions> = {}): Promise<Tenant> {
  const feishu = createFeishuSimulator({
    clock: systemClock,
    log: silentLog,
    app: { appId, appSecret, botOpenId: 'ou_bot', botName: 'greenlight' },
    tenantKey: '736588c9260f175d',
    users: [
      { openId: ADA, userId: 'ada1', unionId: 'on_ada', name: 'Ada', email: 'ada@example.com' },
      { openId: BEN, userId: 'ben1', unionId: 'on_ben', name: 'Ben', mobile: '13800000000', locale: 'en_us' },
      {
        openId: EVE,
        userId: 'eve1',
        unionId: 'on_eve',
        name: 'Eve',
        email: 'eve@example.com',
        outside: true,
      },
    ],
    chats: [
      { id: ROOM, name: 'deployments', memberIds: [ADA, BEN, EVE], botIn: true },
      { id: 'oc_elsewhere', name: 'elsewhere', memberIds: [ADA], botIn: false },
    ],
    ...overrides,
    limits: { ...quickLimits, ...overrides.limits },
  });
  const { base } = await feishu.start();
  const client = restClient(base);
  const sockets: WSClient[] = [];
  return {
    feishu,
    base,
    client,
    async connect(handlers = {}, settings = {}) {
      const socket = new WSClient({ appId, appSecret, domain: base, logger: quiet, ...settings });
      sockets.push(socket);
      await socket.start({ eventDispatcher: new EventDispatcher({ logger: quiet }).register(handlers) });
      // Frames that come before the SDK says so are lost on it: it listens a moment after the connection is open.
      await until('the connection', () =>
        ['connected', 'failed'].includes(socket.getConnectionStatus().state),
      );
      return socket;
    },
    async send(card, more = {}) {
      const answer = await client.im.message.create({
        params: { receive_id_type: 'chat_id' },
        data: { receive_id: ROOM, msg_type: 'interactive', content: JSON.stringify(card), ...more },
      });
      const id = answer.data?.message_id;
      if (!id) throw new Error(`not sent: ${answer.code} ${answer.msg}`);
      return id;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.close({ force: true });
      await feishu.stop();
    },
  };
}

export function restClient(base: string, secret = appSecret): Client {
  return new Client({ appId, appSecret: secret, domain: base, logger: quiet, cache: new DefaultCache() });
}

const quiet = { error() {}, warn() {}, info() {}, debug() {}, trace() {} };

export type Refusal = { status: number; code: number; msg: string; headers: Data };

/** What Feishu refused, whichever way the SDK reports it: most refusals reject, some resolve with a code. */
export async function refusalOf(
  call: Promise<{ code?: number | undefined; msg?: string | undefined }>,
): Promise<Refusal> {
  try {
    const { code = 0, msg = '' } = await call;
    return { status: 200, code, msg, headers: {} };
  } catch (err) {
    const { response } = err as { response?: { status: number; headers: object; data?: Partial<Refusal> } };
    if (response === undefined) throw err;
    const { status, headers, data: body = {} } = response;
    return {
      status,
      code: body.code ?? -1,
      msg: body.msg ?? '',
      headers: Object.fromEntries(Object.entries(headers)),
    };
  }
}

/** One object inside of another. */
export function part(data: Data | undefined, name: string): Data {
  const inner = data?.[name];
  if (typeof inner !== 'object' || inner === null) throw new Error(`there is no ${name}`);
  return Object.fromEntries(Object.entries(inner));
}

export function button(name: string, extra: Data = {}): Data {
  return {
    tag: 'button',
    name,
    text: { tag: 'plain_text', content: name },
    behaviors: [{ type: 'callback', value: { verdict: name } }],
    ...extra,
  };
}

export function cardOf(elements: unknown[], more: Data = {}): Data {
  return { schema: '2.0', config: { update_multi: true }, body: { elements }, ...more };
}

/** A card as an approval needs it: a button, and a form with a reason. */
export function approvalCard(text = 'waiting'): Data {
  return cardOf([
    { tag: 'markdown', content: text },
    button('approve'),
    {
      tag: 'form',
      name: 'rejection',
      elements: [
        { tag: 'input', name: 'reason', required: true, max_length: 10 },
        { tag: 'input', name: 'note' },
        button('reject', { form_action_type: 'submit' }),
      ],
    },
  ]);
}
