import { createHmac } from 'node:crypto';
import type { TestContext } from 'node:test';
import { createLinks } from '../../../src/domain/link.ts';
import type { OutlineOf } from '../../../src/domain/outline.ts';
import { createCiHooks, type SignedHook } from '../../../src/http/ci/ci-hook.ts';
import { createHttpServer } from '../../../src/http/server.ts';
import { silentLog } from '../../../src/log.ts';
import { type Clock, systemClock } from '../../../src/time.ts';
import { AUDIT_KEYS } from '../../fakes/audit-keys.ts';
import { directory, type House, openHostile, openHouse } from '../../ring/harness.ts';

export const SECRET = 'a secret of at least 32 characters';
const LINKS = createLinks({ publicUrl: 'https://gl.example.com', secret: 'b'.repeat(32) });

export type Answered = { status: number; body: Record<string, unknown> };

export type CiHouse = {
  house: House;
  url: string;
  /** A signed request to `/hooks/ci/github`; `signed` may be for other bytes, or by another secret or clock. */
  send: (
    body: unknown,
    signed?: { secret?: string; seconds?: number; body?: string; path?: string },
  ) => Promise<Answered>;
};

export const GITHUB: SignedHook = {
  id: 'github',
  secret: SECRET,
  person: 'ada',
  apps: ['shop'],
  environments: ['prod', 'long'],
};

/** Hooks over real HTTP, with the whole ring behind them. */
export async function openCi(
  t: TestContext,
  {
    hooks = [GITHUB],
    clock = systemClock,
    outline: other,
  }: { hooks?: readonly SignedHook[]; clock?: Clock; outline?: OutlineOf } = {},
): Promise<CiHouse> {
  const house = await openHouse([openHostile().engine]);
  const { db, ring } = house;
  const { changed, abilities } = ring;
  const outline = other ?? ring.outline;
  const parts = { db, clock, log: silentLog, directory, auditKeys: AUDIT_KEYS, links: LINKS };
  const ciHooks = createCiHooks({ ...parts, changed, outline, ...abilities }, hooks);
  const ready = async (): Promise<string[]> => [];
  const server = createHttpServer(
    { host: '127.0.0.1', port: 0 },
    { db, clock, log: silentLog, ready, ciHooks },
  );
  const url = await server.start();
  t.after(async () => {
    await server.stop();
    await house.close();
  });
  return {
    house,
    url,
    async send(value, signed = {}) {
      const body = typeof value === 'string' ? value : JSON.stringify(value);
      const { secret = SECRET, seconds = Math.floor(clock.now() / 1000), path = 'github' } = signed;
      const mac = createHmac('sha256', secret)
        .update(`${seconds}.${signed.body ?? body}`)
        .digest('hex');
      const response = await fetch(`${url}/hooks/ci/${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-greenlight-timestamp': String(seconds),
          'x-greenlight-signature': `sha256=${mac}`,
        },
        body,
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
  };
}
