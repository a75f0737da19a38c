/**
 * Our own limits, so that the vendor's are not met: for each platform, kind of call, room and message a bucket of `count` calls in any `perMs`.
 * What fits goes at once; part of the platform's edits is kept in reserve for cards that wait for people or were just decided. A call counts from
 * its start until `perMs` after its answer: when in between the vendor counted it, only the vendor knows.
 * In memory: after a restart the buckets are full, and the vendor's own answer (throttled) corrects what that costs.
 */
import type { Platform, PlatformLimits, Rate } from '../platforms/platform.ts';

/** A call that would be made: an edit of this message, or a new one in this room. */
export type PacedCall = { room: string; urgent: boolean } & (
  | { kind: 'post' }
  | { kind: 'edit'; message: string }
);

export type Pacing = {
  /** A place for a call; or the milliseconds until there may be one. */
  take(platform: Pick<Platform, 'id' | 'limits'>, call: PacedCall, now: number): Place | number;
  /** The vendor said when to come back (ms since the epoch): before that no edit goes anywhere, or no message to that room. */
  block(platform: string, kind: PacedCall['kind'], room: string, until: number): void;
};

/** Taken for one call. */
export type Place = {
  /** A request is about to be sent. */
  use(): void;
  /** The last answer has come, or there was nothing to send: then the place was never taken. */
  end(now: number): void;
};

/** This share of a platform's edits is kept for gates, decisions and ends. */
const RESERVE = 0.5;
/** Buckets of rooms and messages that rest are forgotten each time so many places were taken. */
const SWEEP_EVERY = 1000;

type Rule = { name: string; rate: Rate; keep: number };

/** `open` calls are under way; the others ended at these times, oldest first, and count until `perMs` later. */
type Bucket = { perMs: number; open: number; ended: number[] };

/** When all places are under way: how soon to look again, in milliseconds, should none of them end before. */
const LOOK_AGAIN_MS = 100;

export function createPacing(): Pacing {
  const buckets = new Map<string, Bucket>();
  const blocked = new Map<string, number>();
  let takes = 0;

  return {
    take(platform, call, now) {
      const wait = (blocked.get(blockName(platform.id, call.kind, call.room)) ?? 0) - now;
      if (wait > 0) return wait;
      const rules = rulesFor(platform.id, platform.limits, call);
      const longest = Math.max(0, ...rules.map((rule) => waitFor(rule, now)));
      if (longest > 0) return longest;
      takes += 1;
      if (takes % SWEEP_EVERY === 0) sweep(now);
      return placeIn(rules.map(({ name, rate }) => bucketOf(name, rate)));
    },
    block(platform, kind, room, until) {
      const name = blockName(platform, kind, room);
      blocked.set(name, Math.max(until, blocked.get(name) ?? 0));
    },
  };

  function waitFor({ name, rate, keep }: Rule, now: number): number {
    const { open, ended } = bucketOf(name, rate);
    while (ended[0] !== undefined && ended[0] <= now - rate.perMs) ended.shift();
    const free = rate.count - keep - open - ended.length;
    if (free > 0) return 0;
    const leaves = ended[-free];
    return leaves === undefined ? LOOK_AGAIN_MS : Math.max(1, leaves + rate.perMs - now);
  }

  function bucketOf(name: string, { perMs }: Rate): Bucket {
    const known = buckets.get(name);
    if (known !== undefined) return known;
    const made = { perMs, open: 0, ended: [] };
    buckets.set(name, made);
    return made;
  }

  function sweep(now: number): void {
    for (const [name, { perMs, open, ended }] of buckets)
      if (open === 0 && (ended.at(-1) ?? 0) <= now - perMs) buckets.delete(name);
    for (const [name, until] of blocked) if (until <= now) blocked.delete(name);
  }
}

function placeIn(taken: readonly Bucket[]): Place {
  let used = false;
  for (const bucket of taken) bucket.open += 1;
  return {
    use() {
      used = true;
    },
    end(now) {
      for (const bucket of taken) {
        bucket.open -= 1;
        if (used) bucket.ended.push(now);
      }
    },
  };
}

/** Vendors count edits for the whole workspace, messages for each room. */
function blockName(platform: string, kind: PacedCall['kind'], room: string): string {
  return kind === 'edit' ? `${platform} edit` : `${platform} post ${room}`;
}

function rulesFor(platform: string, limits: PlatformLimits, call: PacedCall): Rule[] {
  const rules = (name: string, rates: readonly Rate[], share = 0): Rule[] =>
    rates.map((rate) => ({
      name: `${platform} ${name} ${rate.perMs}`,
      rate,
      keep: Math.floor(rate.count * share),
    }));
  if (call.kind === 'edit')
    return [
      ...rules('edit', limits.edit, call.urgent ? 0 : RESERVE),
      ...rules(`edit ${call.room} ${call.message}`, limits.editPerMessage),
    ];
  return [...rules('post', limits.post), ...rules(`post ${call.room}`, limits.postPerRoom)];
}
