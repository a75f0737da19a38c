/** A bot that calls at once for every change, and on a refusal waits as long as it is told and calls again. */
import type { Card } from '../../src/domain/card.ts';
import type { RunSnapshot } from '../../src/domain/run.ts';
import { UpstreamError } from '../../src/errors.ts';
import { sleep } from '../../src/time.ts';
import { createPeople } from './people.ts';
import type { Played, Scene } from './play.ts';
import { createShop } from './shop.ts';
import { type CallKind, createVendor } from './vendor.ts';
import { createVirtualClock } from './virtual-clock.ts';
import { createWatch } from './watch.ts';

export async function playNaive({ plans, startsAt, endsAt, seed }: Scene): Promise<Played> {
  const clock = createVirtualClock(startsAt, () => 0);
  const watch = createWatch(() => clock.now());
  const vendor = createVendor(clock, seed);
  const rooms = new Map(plans.map(({ name, room }) => [name, `C${room}`]));
  /** Changes of a card wait until its message is there. */
  const posted = new Map<string, Promise<void>>();
  /** Of a card that shows a newer state already, an older one that comes late is not taken for progress. */
  const newest = new Map<string, number>();

  const people = createPeople(plans, clock, watch, (run) => {
    void call('edit', run, () => people.see(run, run, DECIDED));
    shop.pass(run);
  });
  const shop = createShop(plans, clock, watch, (run, snapshot) => {
    const show = (): void => {
      if (snapshot.order < (newest.get(run) ?? 0)) return;
      newest.set(run, snapshot.order);
      people.see(run, run, cardOf(snapshot));
    };
    const before = posted.get(run);
    if (before === undefined) posted.set(run, call('post', run, show));
    else void before.then(() => call('edit', run, show));
  });

  async function call(kind: CallKind, run: string, effect: () => void): Promise<void> {
    for (;;) {
      try {
        return await vendor.call(kind, rooms.get(run) ?? '', effect);
      } catch (error) {
        if (!(error instanceof UpstreamError)) throw error;
        await sleep(clock, error.retryAfterMs ?? 1000);
      }
    }
  }

  shop.open();
  await clock.run(endsAt);
  return { changes: [...watch.changes], counts: { ...vendor.counts }, finished: shop.finished() };
}

const DECIDED: Card = { summary: 'decided', parts: [] };

/** As much of a card as people look at. */
function cardOf({ message = '', gates }: RunSnapshot): Card {
  const gate = gates[0];
  const text: Card['parts'][number] = { kind: 'text', text: [message] };
  if (gate === undefined) return { summary: message, parts: [text] };
  const approve = {
    approval: 1,
    attempt: gate.attempt,
    verdict: 'approve',
    label: 'Approve',
    style: 'primary',
  } as const;
  return { summary: message, parts: [text, { kind: 'actions', actions: [approve] }] };
}
