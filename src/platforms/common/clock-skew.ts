import type { Finding } from '../../domain/finding.ts';
import { ok, problem } from './findings.ts';

/** Signatures and handles are judged by our clock. */
const MAX_SKEW_MS = 30_000;

/** Of their clock against ours in milliseconds, by an answer's Date header; positive when ours is behind. */
export function skewBy(date: string | null, now: number): number | undefined {
  const theirs = date === null ? Number.NaN : Date.parse(date);
  return Number.isNaN(theirs) ? undefined : theirs - now;
}

/** What `doctor` says of it; nothing as long as nothing was answered. `harm`: what goes wrong by it. */
export function checkClock(vendor: string, skewMs: number | undefined, harm: string): Finding[] {
  if (skewMs === undefined) return [];
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  if (Math.abs(skewMs) <= MAX_SKEW_MS)
    return [ok('clock', `within ${Math.max(seconds, 1)} s of ${vendor}'s`)];
  const side = skewMs > 0 ? 'behind' : 'ahead of';
  return [
    problem(
      'clock',
      `this machine's clock is ${seconds} s ${side} ${vendor}'s`,
      `Synchronise it (NTP): ${harm}.`,
    ),
  ];
}
