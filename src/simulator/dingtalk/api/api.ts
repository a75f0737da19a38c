import type { SimClock } from '../../common/clock.ts';
import type { Json } from '../../common/json.ts';
import type { Fault } from '../faults.ts';
import type { DingTalkSimulatorOptions, Limits } from '../options.ts';
import type { Room } from '../room.ts';
import type { SessionWebhooks } from '../session-webhooks.ts';
import type { Sockets } from '../sockets.ts';
import type { Tokens } from '../tokens.ts';
import type { World } from '../world.ts';

/** What the APIs work on. */
export type Desk = {
  app: DingTalkSimulatorOptions['app'];
  world: World;
  room: Room;
  tokens: Tokens;
  sockets: Sockets;
  webhooks: SessionWebhooks;
  clock: SimClock;
  limits: Limits;
  /** `127.0.0.1:port` */
  host: () => string;
};

/** One call: its body, its query, and the fault that is not one of the transport. */
export type ApiCall = { args: Json; query: URLSearchParams; fault: Fault | undefined };

export type Api = {
  /** Where the access token stands: in the header, in the query (oapi.dingtalk.com), or nowhere. */
  token: 'header' | 'query' | 'none';
  /** The permission point that the app must have. */
  permission?: string;
  /** Arguments that no record may keep. */
  secrets?: string[];
  /** Returns the answer, or throws the Refusal. */
  run(call: ApiCall, desk: Desk): Json | Promise<Json>;
};
