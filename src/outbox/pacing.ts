/**
 * Our own limits, so that the vendor's are not met: for each platform, kind of call, room and message a bucket of `count` calls in any `perMs`.
 * What fits goes at once; but progress leaves room for the ends of runs, and both for cards on which people wait (`room-to-leave.ts`). A call
 * counts from its start until `perMs` after its answer: when in between the vendor counted it, only the vendor knows.
 * In memory: after a restart the buckets are full, and the vendor's own answer (throttled) corrects what that costs.
 */
import type { Urgency } from '../domain/urgency.ts';
import type { Platform, Rate } from '../platforms/platform.ts';
import { type Room, roomFor, waitForRoom } from './room-to-leave.ts';

/** A call that would be made: an edit of this message, or a new one in this room. */
export type PacedCall = { room: string } & (
  | { kind: 'post' }
  /** `byHandle`: by the handle of a click, which is no edit to the vendor's limits. */
  | { kind: 'edit'; message: string; urgency: Urgency; byHandle?: boolean }
);

type Paced = Pick<Platform, 'id' | 'limits'>;

export type Pacing = {
  /** A place for a call; or the milliseconds until there may be one. */
  take(platform: Paced, call: PacedCall, now: number): Place | number;
  /**
   * The vendor said when to come back (ms since the epoch): before that no edit goes anywhere, or no message to that room. After it the urgent
   * edits try first: progress rests a minute more.
   */
  block(platform: string, kind: PacedCall['kind'], room: string, until: number): void;
  /** No edit may go at this moment, or the urgent ones are about to use up the limit: what can be said otherwise should be. */
  isShort(platform: Paced, now: number): boolean;
};

/** Taken for one call. */
export type Place = {
  /** It is none of the vendor's edits: only the handle of a click may be used. */
  readonly byHandle: boolean;
  /** A request is about to be sent. */
  use(): void;
  /** The last answer has come, or there was nothing to send: then the place was never taken. */
  end(now: number): void;
};

/** Edits are short when the urgent ones of the last `perMs` are this share of the limit: with Slack's 50, 37 a minute. */
const SHORT = 0.75;
/** How long after the end of a block progress still rests, in milliseconds: the window of the strictest vendor. */
const REST_MS = 60_000;
/** Buckets of rooms and messages that rest are forgotten each time so many places were taken. */
const SWEEP_EVERY = 1000;

type Rule = { name: string; rate: Rate; leave: Room };

/** `open` calls are under way; the others ended at these times, oldest first, and count until `perMs` later. */
type Bucket = { perMs: number; open: number; ended: number[] };

export function createPacing(): Pacing {
  const buckets = new Map<string, Bucket>();
  const blocked = new Map<string, number>();
  /** Hundreds of cards may wait at one moment, and what one of them was told holds for all of its weight until a place is given back. */
  const refused = new Map<string, { at: number; wait: number }>();
  let takes = 0;

  return {
    take(platform, call, now) {
      const own = ownRules(platform, call);
      const shared = sharedRules(platform, call);
      const wait = Math.max(
        blockedUntil(platform.id, call) - now,
        waitForShared(shared, now),
        waitFor(own, now),
      );
      if (wait > 0) return wait;
      takes += 1;
      if (takes % SWEEP_EVERY === 0) sweep(now);
      const counts = isUrgentEdit(call) ? countersFor(platform) : [];
      const taken = [...shared, ...own, ...counts].map(({ name, rate }) => bucketOf(name, rate));
      return placeIn(taken, isByHandle(call), () => refused.clear());
    },
    block(platform, kind, room, until) {
      const name = blockName(platform, kind, room);
      blocked.set(name, Math.max(until, blocked.get(name) ?? 0));
    },
    isShort(platform, now) {
      const edit = { kind: 'edit', room: '', message: '', urgency: 'asking' } as const;
      if (
        Math.max(blockedUntil(platform.id, edit) - now, waitForShared(sharedRules(platform, edit), now)) > 0
      )
        return true;
      return countersFor(platform).some(({ name, rate }) => {
        const { open, ended } = at(name, rate, now);
        return open + ended.length >= rate.count * SHORT;
      });
    },
  };

  function waitFor(rules: readonly Rule[], now: number): number {
    return Math.max(
      0,
      ...rules.map(({ name, rate, leave }) => waitForRoom(at(name, rate, now), rate, leave, now)),
    );
  }

  function waitForShared(rules: readonly Rule[], now: number): number {
    const [first] = rules;
    if (first === undefined) return 0;
    const weight = `${first.name} ${first.leave.keep}`;
    const known = refused.get(weight);
    if (known?.at === now) return known.wait;
    const wait = waitFor(rules, now);
    if (wait > 0) refused.set(weight, { at: now, wait });
    return wait;
  }

  function blockedUntil(platform: string, call: PacedCall): number {
    if (isByHandle(call)) return 0;
    const until = blocked.get(blockName(platform, call.kind, call.room));
    if (until === undefined) return 0;
    return call.kind === 'edit' && call.urgency === 'progress' ? until + REST_MS : until;
  }

  /** The bucket as it is at this moment. */
  function at(name: string, rate: Rate, now: number): Bucket {
    const bucket = bucketOf(name, rate);
    while (bucket.ended[0] !== undefined && bucket.ended[0] <= now - rate.perMs) bucket.ended.shift();
    return bucket;
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
    for (const [name, until] of blocked) if (until + REST_MS <= now) blocked.delete(name);
  }
}

function placeIn(taken: readonly Bucket[], byHandle: boolean, ended: () => void): Place {
  let used = false;
  for (const bucket of taken) bucket.open += 1;
  return {
    byHandle,
    use() {
      used = true;
    },
    end(now) {
      ended();
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

/** What all calls of the kind count against. */
function sharedRules({ id, limits }: Paced, call: PacedCall): Rule[] {
  if (call.kind === 'post') return rules(`${id} post`, limits.post);
  return isByHandle(call) ? [] : rules(`${id} edit`, limits.edit, call.urgency);
}

/** What calls to this room, or of this message, count against. */
function ownRules({ id, limits }: Paced, call: PacedCall): Rule[] {
  if (call.kind === 'post') return rules(`${id} post ${call.room}`, limits.postPerRoom);
  return rules(`${id} edit ${call.room} ${call.message}`, limits.editPerMessage);
}

function rules(name: string, rates: readonly Rate[], urgency: Urgency = 'asking'): Rule[] {
  return rates.map((rate) => ({ name: `${name} ${rate.perMs}`, rate, leave: roomFor(urgency, rate) }));
}

function isByHandle(call: PacedCall): boolean {
  return call.kind === 'edit' && call.byHandle === true;
}

function isUrgentEdit(call: PacedCall): boolean {
  return call.kind === 'edit' && call.urgency !== 'progress' && !isByHandle(call);
}

/** Buckets that only count the urgent edits; they limit nothing. */
function countersFor({ id, limits }: Paced): { name: string; rate: Rate }[] {
  return limits.edit.map((rate) => ({ name: `${id} urgent ${rate.perMs}`, rate }));
}
