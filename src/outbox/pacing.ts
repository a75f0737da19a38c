/**
 * Our own limits, so that the vendor's are not met: at most `count` calls in any `perMs`, for each platform, kind of call and room.
 * In memory: after a restart the windows are empty, and the vendor's own answer (throttled) corrects what that costs.
 */
import type { Platform, PlatformLimits, Rate } from '../platforms/platform.ts';

type CallKind = 'post' | 'edit';

export type Pacing = {
  /** Takes a place for a call and returns 0; or takes none and returns the milliseconds until there may be one. */
  take(
    platform: Pick<Platform, 'id' | 'limits'>,
    kind: CallKind,
    room: string,
    urgent: boolean,
    now: number,
  ): number;
  /** The vendor said when to come back (ms since the epoch): before that no edit goes anywhere, or no message to that room. */
  block(platform: string, kind: CallKind, room: string, until: number): void;
};

/** This share of a platform's edits is kept for gates and ends. */
const URGENT_SHARE = 0.2;

export function createPacing(): Pacing {
  const windows = new Map<string, number[]>();
  const blocked = new Map<string, number>();

  return {
    take(platform, kind, room, urgent, now) {
      const wait = (blocked.get(blockName(platform.id, kind, room)) ?? 0) - now;
      if (wait > 0) return wait;
      const rules = rulesFor(platform.id, platform.limits, kind, room, urgent);
      const waits = rules.map(({ name, rate, keep }) => waitFor(name, rate, keep, now));
      const longest = Math.max(0, ...waits);
      if (longest > 0) return longest;
      for (const { name } of rules) windowOf(name).push(now);
      return 0;
    },
    block(platform, kind, room, until) {
      const name = blockName(platform, kind, room);
      blocked.set(name, Math.max(until, blocked.get(name) ?? 0));
    },
  };

  function waitFor(name: string, rate: Rate, keep: number, now: number): number {
    const window = windowOf(name);
    while (window[0] !== undefined && window[0] <= now - rate.perMs) window.shift();
    const room = rate.count - keep - window.length;
    if (room > 0) return 0;
    const leaves = window[-room] ?? now;
    return Math.max(1, leaves + rate.perMs - now);
  }

  function windowOf(name: string): number[] {
    const known = windows.get(name);
    if (known !== undefined) return known;
    const made: number[] = [];
    windows.set(name, made);
    return made;
  }
}

/** Vendors count edits for the whole workspace, messages for each room. */
function blockName(platform: string, kind: CallKind, room: string): string {
  return kind === 'edit' ? `${platform} edit` : `${platform} post ${room}`;
}

function rulesFor(
  platform: string,
  limits: PlatformLimits,
  kind: CallKind,
  room: string,
  urgent: boolean,
): { name: string; rate: Rate; keep: number }[] {
  if (kind === 'edit') {
    const keep = urgent ? 0 : Math.floor(limits.edit.count * URGENT_SHARE);
    return [{ name: `${platform} edit`, rate: limits.edit, keep }];
  }
  return [
    { name: `${platform} post`, rate: limits.post, keep: 0 },
    { name: `${platform} post ${room}`, rate: limits.postPerRoom, keep: 0 },
  ];
}
