import { DWClient, type DWClientDownStream } from 'dingtalk-stream';
import { silentLog } from '../../../src/log.ts';
import type { DingTalkSimulatorOptions } from '../../../src/simulator/dingtalk/options.ts';
import { CARD_TOPIC, MESSAGE_TOPIC } from '../../../src/simulator/dingtalk/pushes.ts';
import {
  createDingTalkSimulator,
  type DingTalkSimulator,
} from '../../../src/simulator/dingtalk/simulator.ts';
import { systemClock } from '../../../src/time.ts';
import { until } from '../../until.ts';

export const ADA = 'manager1';
export const BEN = 'manager2';
export const EVE = 'visitor1';
export const GROUP = 'cidReleases00000000000000==';
export const QUIET = 'cidQuiet000000000000000000==';
export const TEMPLATE = '11111111-2222-3333-4444-555555555555.schema';
export const BUILTIN = '382e4302-551d-4880-bf29-a30acfab2e71.schema';
const CREDENTIALS = { clientId: 'dingapp', clientSecret: 'shhh' };

export type Answer = { status: number; body: Record<string, unknown> };
export type Listener = (frame: DWClientDownStream, client: DWClient) => void;

export type Organisation = {
  dingtalk: DingTalkSimulator;
  base: string;
  /** One call with a fresh token; paths of oapi.dingtalk.com get it in their query. */
  call: (method: string, path: string, body: unknown, token?: string) => Promise<Answer>;
  token(): Promise<string>;
  /** A ticket's whole address, for a connection by hand. */
  address(topics?: string[]): Promise<string>;
  /** A connected client of DingTalk's own SDK; it is closed with the organisation. */
  connect(listeners?: { message?: Listener; card?: Listener }): Promise<DWClient>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** A small organisation, its simulator running, and DingTalk's own client pointed at it. */
export async function openOrganisation(
  overrides: Partial<DingTalkSimulatorOptions> = {},
): Promise<Organisation> {
  const dingtalk = createDingTalkSimulator({
    clock: systemClock,
    log: silentLog,
    corpId: 'dingcorp',
    app: { ...CREDENTIALS, robotCode: 'dingrobot', botName: 'greenlight' },
    users: [
      { userId: ADA, dingtalkId: '$:LWCP_v1:$ada', name: '张三', mobile: '13800000001' },
      { userId: BEN, dingtalkId: '$:LWCP_v1:$ben', name: '李四', mobile: '13800000002' },
      { userId: EVE, dingtalkId: '$:LWCP_v1:$eve', name: '王五', mobile: '13800000003', outsider: true },
    ],
    groups: [
      { id: GROUP, name: 'releases', memberIds: [ADA, BEN, EVE], botIn: true },
      { id: QUIET, name: 'quiet', memberIds: [ADA], botIn: false },
    ],
    templates: [{ id: TEMPLATE, kind: 'shipped' }],
    ...overrides,
  });
  const { base } = await dingtalk.start();
  const clients: DWClient[] = [];

  async function send(
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<Answer> {
    const url = path.startsWith('http') ? path : `${base}${path}`;
    const response = await fetch(url, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  }

  async function token(): Promise<string> {
    const { clientId: appKey, clientSecret: appSecret } = CREDENTIALS;
    const { body } = await send('POST', '/v1.0/oauth2/accessToken', { appKey, appSecret }, {});
    return String(body.accessToken);
  }

  async function address(topics = [MESSAGE_TOPIC, CARD_TOPIC]): Promise<string> {
    const subscriptions = topics.map((topic) => ({ type: 'CALLBACK', topic }));
    const { body } = await send(
      'POST',
      '/v1.0/gateway/connections/open',
      { ...CREDENTIALS, subscriptions },
      {},
    );
    return `${String(body.endpoint)}?ticket=${String(body.ticket)}`;
  }

  /** The SDK has no option for its gateway's address, and keeps what it is given here to itself. */
  class PointedClient extends DWClient {
    override async getEndpoint(): Promise<this> {
      Object.assign(this, {
        dw_url: await address(this.getConfig().subscriptions.map(({ topic }) => topic)),
      });
      return this;
    }
  }

  return {
    dingtalk,
    base,
    token,
    address,
    async call(method, path, body, given) {
      const used = given ?? (await token());
      if (path.startsWith('/topapi')) return await send(method, `${path}?access_token=${used}`, body, {});
      return await send(method, path, body, { 'x-acs-dingtalk-access-token': used });
    },
    async connect({ message, card } = {}) {
      // Known to the constructor and unknown to its type.
      const config = { ...CREDENTIALS, autoReconnect: false, subscriptions: [] };
      const client = new PointedClient(config);
      if (message) client.registerCallbackListener(MESSAGE_TOPIC, (frame) => message(frame, client));
      if (card) client.registerCallbackListener(CARD_TOPIC, (frame) => card(frame, client));
      const before = dingtalk.connections();
      await client.connect();
      await until('the connection', () => dingtalk.connections() > before);
      clients.push(client);
      return client;
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.disconnect();
      await dingtalk.stop();
    },
  };
}

/** The variables of the card template that comes with the product, with one gate open. */
export const oneGate: Record<string, string> = {
  title: 'Deploy shop to prod',
  tone: 'waiting',
  body: '**build** done',
  gate_1: 'a1:1',
  approve_1: 'Approve',
  reject_1: 'Reject',
  reason_1: 'Why?',
  gate_2: '',
  gate_3: '',
};

/** A card for the group, as `createAndDeliver` takes it. */
export function groupCard(
  outTrackId: string,
  overrides: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    cardTemplateId: TEMPLATE,
    outTrackId,
    callbackType: 'STREAM',
    userIdType: 1,
    cardData: { cardParamMap: oneGate },
    openSpaceId: `dtv1.card//IM_GROUP.${GROUP}`,
    imGroupOpenSpaceModel: { supportForward: true },
    imGroupOpenDeliverModel: { robotCode: 'dingrobot', extension: { from: 'test' } },
    imRobotOpenSpaceModel: { supportForward: true },
    imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode: 'dingrobot' },
    ...overrides,
  };
}

export const CREATE = '/v1.0/card/instances/createAndDeliver';
export const UPDATE = '/v1.0/card/instances';
