/**
 * Signed links to our own pages. Whoever holds one may open it, so a link says all that it allows: to read one run, or to let one account
 * decide one question once. Nothing in it can be changed without the secret, and it ends at the time that it carries.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** What a link is for. `account` is the vendor's id of the person on `platform`, as in an event. `logs`: the page of a run with what its commands wrote. */
type LinkTarget =
  | { kind: 'run'; run: number }
  | { kind: 'logs'; run: number; platform: string; account: string }
  | { kind: 'decide'; approval: number; platform: string; account: string };

export type Links = {
  /** The same target and time give the same address. `until` in milliseconds since the epoch. */
  address(target: LinkTarget, until: number): string;
  /** What the token at the end of an address stands for; `expired` once its time is over, undefined for anything that we did not sign. */
  read(token: string, now: number): LinkTarget | 'expired' | undefined;
};

/** The page of a run can be opened for this long after the run began. */
export const RUN_LINK_MS = 30 * 24 * 3600 * 1000;
/** A personal link decides for this long after its gate opened: as long as the inbox remembers what was done, so it never counts twice. */
export const DECIDE_LINK_MS = 7 * 24 * 3600 * 1000;

/** A personal link shows what commands wrote for this long: a working day. */
export const LOG_LINK_MS = 8 * 3600 * 1000;

/** Where the page of a run is read: the same address for the same run. */
export function runAddress(links: Links, { id, createdAt }: { id: number; createdAt: number }): string {
  return links.address({ kind: 'run', run: id }, createdAt + RUN_LINK_MS);
}

/** Longest token that is looked at, in characters; ours have under 300. */
const MAX_TOKEN = 1000;

const signed = z.object({
  until: z.int(),
  target: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('run'), run: z.int() }),
    z.strictObject({ kind: z.literal('logs'), run: z.int(), platform: z.string(), account: z.string() }),
    z.strictObject({
      kind: z.literal('decide'),
      approval: z.int(),
      platform: z.string(),
      account: z.string(),
    }),
  ]),
});

/** `publicUrl` is where people reach this server, without a slash at the end. */
export function createLinks({ publicUrl, secret }: { publicUrl: string; secret: string }): Links {
  const sign = (payload: string): Buffer =>
    createHmac('sha256', secret).update(`greenlight-link-1\n${payload}`).digest();
  const paths = { run: 'runs', logs: 'runs', decide: 'decide' } as const;

  return {
    address(target, until) {
      const payload = Buffer.from(JSON.stringify({ until, target })).toString('base64url');
      return `${publicUrl}/${paths[target.kind]}/${payload}.${sign(payload).toString('base64url')}`;
    },
    read(token, now) {
      if (token.length > MAX_TOKEN) return undefined;
      const [payload = '', signature = ''] = token.split('.', 2);
      const given = Buffer.from(signature, 'base64url');
      const wanted = sign(payload);
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
      const { until, target } = signed.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
      return now >= until ? 'expired' : target;
    },
  };
}
