/**
 * Whether a call may go now, and yet leave room for those that matter more and are still to come. In a sliding window a burst is paid for a whole
 * `perMs` long: whoever comes after it finds no place until it has left. So a call of less weight goes only when, at each moment until the
 * calls of now have left, as many urgent ones as may well come by then would still fit.
 */
import type { Urgency } from '../domain/urgency.ts';
import type { Rate } from '../platforms/platform.ts';

/** `keep` places are always left free, and room for `perWindow` calls that come evenly in the next `perMs`. */
export type Room = { keep: number; perWindow: number };

/** Shares of the limit. With Slack's 50 a minute: progress leaves 6 places and room for 30 urgent edits a minute, ends leave 4 and room for 15. */
const LEAVES: Readonly<Record<Urgency, Room>> = {
  progress: { keep: 0.12, perWindow: 0.6 },
  end: { keep: 0.08, perWindow: 0.3 },
  asking: { keep: 0, perWindow: 0 },
};

/** When all places are under way: how soon to look again, in milliseconds, should none of them end before. */
const LOOK_AGAIN_MS = 100;

/** The room that a call of this urgency has to leave under this limit. A limit of a few calls leaves at least one usable for everything. */
export function roomFor(urgency: Urgency, { count }: Rate): Room {
  const { keep, perWindow } = LEAVES[urgency];
  const kept = Math.floor(count * keep);
  return { keep: kept, perWindow: Math.min(count * perWindow, count - kept - 1) };
}

/** 0 when one more call may go now; else the milliseconds after which it may, should nobody else come. */
export function waitForRoom(
  { open, ended }: { open: number; ended: readonly number[] },
  { count, perMs }: Rate,
  { keep, perWindow }: Room,
  now: number,
): number {
  const most = count - keep;
  // Those under way and this one leave at the end of the window and not before.
  if (open + 1 > most - perWindow) return LOOK_AGAIN_MS;
  let wait = 0;
  for (const [i, at] of ended.entries()) {
    const leavesIn = at + perMs - now;
    // Just before this one leaves, it and all that came after it are still counted.
    const spare = most - (open + ended.length - i + 1);
    const fits = spare >= (perWindow * leavesIn) / perMs;
    if (fits) continue;
    const untilItFits = spare < 0 || perWindow === 0 ? leavesIn : leavesIn - (spare * perMs) / perWindow;
    wait = Math.max(wait, Math.min(leavesIn, untilItFits));
  }
  return wait === 0 ? 0 : Math.max(1, Math.ceil(wait));
}
