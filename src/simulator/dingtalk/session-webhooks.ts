import { randomBytes } from 'node:crypto';
import type { SimClock } from '../common/clock.ts';
import type { Limits } from './options.ts';

/** More than one test or one day of a playground makes; the oldest are forgotten first. */
const SESSIONS_KEPT = 10_000;

export type SessionWebhooks = {
  make(place: string): { url: string; expiresAt: number };
  /** The conversation behind a session, while it lives. */
  place(session: string): string | undefined;
};

export function createSessionWebhooks(clock: SimClock, limits: Limits, base: () => string): SessionWebhooks {
  const sessions = new Map<string, { place: string; expiresAt: number }>();
  return {
    make(place) {
      const session = randomBytes(16).toString('hex');
      const expiresAt = clock.now() + limits.sessionWebhookMs;
      sessions.set(session, { place, expiresAt });
      for (const old of sessions.keys()) {
        if (sessions.size <= SESSIONS_KEPT) break;
        sessions.delete(old);
      }
      return { url: `${base()}/robot/sendBySession?session=${session}`, expiresAt };
    },
    place(session) {
      const known = sessions.get(session);
      return known && known.expiresAt >= clock.now() ? known.place : undefined;
    },
  };
}
