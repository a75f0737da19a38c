import { createApiToken, hashOfToken } from '../../src/domain/api-token.ts';
import { createDirectory, type Directory } from '../../src/domain/directory.ts';
import { createApi } from '../../src/http/api.ts';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import { type Clock, systemClock } from '../../src/time.ts';
import { CHAT, directory, type House } from '../ring/harness.ts';
import { openBreakableHouse } from './breakable-house.ts';

/** The room of the environments; programs have none. */
export const TEAM = 'R-team';

type Owner = 'ada' | 'ben' | 'chen' | 'dana';
type Told = { status: number; headers: Headers; text: string; body: Record<string, unknown> };

export type ApiHouse = {
  house: House;
  /** Puts the clock of the API alone so many milliseconds forward: tokens expire by it. */
  turn(ms: number): void;
  /** Everybody has one. */
  tokens: Record<Owner, string>;
  /** Everything that the API logged, as text. */
  logged: string[];
  /** The next units of work fail, as on a full disk. */
  breakStorage(broken: boolean): void;
  /** Any request to a path of this server. */
  send(path: string, init: RequestInit): Promise<Told>;
  /** A command with this owner's token. Without a key each call is a new thing. */
  command(
    owner: Owner,
    text: string,
    key?: string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Told>;
  /** From the next start on this owner has another token, of the same name. */
  renew(owner: Owner): void;
  /** Ends ring and server and begins others, which know only the tokens of these. */
  restart(owners?: readonly Owner[]): Promise<void>;
  close(): Promise<void>;
};

const OWNERS = ['ada', 'ben', 'chen', 'dana'] as const;

/** The API over real HTTP, with the whole ring behind it. Tokens end after a day. */
export async function openApi(): Promise<ApiHouse> {
  let ahead = 0;
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + ahead };
  const until = clock.now() + 86_400_000;
  const tokens = {
    ada: createApiToken(),
    ben: createApiToken(),
    chen: createApiToken(),
    dana: createApiToken(),
  };
  let owners: readonly Owner[] = OWNERS;
  const configured = () =>
    owners.map((person) => ({ person, name: `${person}-ci`, sha256: hashOfToken(tokens[person]), until }));
  const known = (): Directory =>
    createDirectory({
      language: 'en',
      people: directory.people,
      platforms: directory.platforms,
      apps: directory.apps.map((app) => ({
        ...app,
        environments: app.environments.map((environment) => ({
          ...environment,
          rooms: [{ room: { platform: CHAT, id: TEAM }, language: 'en' as const }],
        })),
      })),
      tokens: configured(),
    });
  const kept = await openBreakableHouse(known);
  const { house, log, logged } = kept;
  let server: HttpServer;
  let url = '';
  let keys = 0;

  async function serve(): Promise<void> {
    const { db } = house;
    const parts = { db, directory: known(), tokens: configured(), inbound: house.ring.inbound, clock, log };
    const deps = { db, clock: systemClock, log, ready: async () => [], api: createApi(parts) };
    server = createHttpServer({ host: '127.0.0.1', port: 0 }, deps);
    url = await server.start();
  }

  async function send(path: string, init: RequestInit): Promise<Told> {
    const response = await fetch(`${url}${path}`, init);
    const text = await response.text();
    const { status, headers } = response;
    const body = headers.get('content-type')?.includes('json') ? JSON.parse(text) : {};
    return { status, headers, text, body };
  }

  await serve();
  return {
    house,
    turn(ms) {
      ahead += ms;
    },
    tokens,
    logged,
    send,
    breakStorage: (next) => kept.breakStorage(next),
    async command(owner, text, key, headers = {}) {
      keys += 1;
      return await send('/api/v1/commands', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${tokens[owner]}`,
          'content-type': 'application/json',
          ...headers,
        },
        body: JSON.stringify({ text, key: key ?? `key ${keys}` }),
      });
    },
    renew(owner) {
      tokens[owner] = createApiToken();
    },
    async restart(next = OWNERS) {
      owners = next;
      await server.stop();
      await house.restart();
      await serve();
    },
    async close() {
      await server.stop();
      await kept.close();
    },
  };
}
