import type { SimClock } from '../common/clock.ts';
import { secret } from './ids.ts';
import type { Limits } from './options.ts';
import { SlackError } from './slack-error.ts';
import type { OpenView } from './views.ts';

type Trigger = { user: string; view?: OpenView; madeAt: number; used: boolean };

export type Triggers = {
  make(user: string, view?: OpenView): string;
  /** A trigger opens one view within three seconds. Throws the SlackError that says why not. */
  exchange(id: string): Trigger;
};

/** So long the simulator still tells an expired trigger from one that never was. */
const REMEMBERED_MS = 10 * 60_000;

/** https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses */
export function createTriggers(clock: SimClock, limits: Limits, teamId: string): Triggers {
  const triggers = new Map<string, Trigger>();
  return {
    make(user, view) {
      for (const [old, { madeAt }] of triggers) {
        if (clock.now() - madeAt < REMEMBERED_MS) break;
        triggers.delete(old);
      }
      const id = `${Math.floor(clock.now())}.${teamId}.${secret(32).toLowerCase()}`;
      triggers.set(id, { user, ...(view ? { view } : {}), madeAt: clock.now(), used: false });
      return id;
    },
    exchange(id) {
      const trigger = triggers.get(id);
      if (!trigger) throw new SlackError('invalid_trigger_id');
      if (trigger.used) throw new SlackError('exchanged_trigger_id');
      if (clock.now() - trigger.madeAt > limits.triggerMs) throw new SlackError('expired_trigger_id');
      trigger.used = true;
      return trigger;
    },
  };
}
