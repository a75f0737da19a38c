import type { SimClock } from '../../common/clock.ts';
import type { Json } from '../../common/json.ts';
import type { WindowRates } from '../../common/window-rates.ts';
import type { Callbacks } from '../callbacks.ts';
import type { FeishuLimits } from '../options.ts';
import type { Room } from '../room.ts';
import type { Sockets } from '../sockets.ts';
import type { Tokens } from '../tokens.ts';
import type { World } from '../world.ts';

/** What the methods work on. */
export type Desk = {
  world: World;
  room: Room;
  callbacks: Callbacks;
  tokens: Tokens;
  sockets: Sockets;
  rates: WindowRates;
  clock: SimClock;
  limits: FeishuLimits;
  appSecret: string;
  granted: (scope: string) => boolean;
  base: () => string;
};

/** An answer that is not `{code: 0, msg: 'success', data}`. */
type Raw = { status: number; body: Json };

export type Method = {
  verb: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `:name` stands for one part of the path. */
  path: string;
  /** Asked without a token: the token's own endpoint and the long connection's. */
  open?: true;
  /** Any one of these is enough. */
  scopes?: string[];
  /** Gives `data`, or a whole answer. Throws ApiError. */
  run(args: Json, desk: Desk): { data: Json } | { raw: Raw };
};
