/** Those who look at the rooms: they see what a card says, and click when they have thought about it. */
import type { Action, Card } from '../../src/domain/card.ts';
import type { Clock } from '../../src/time.ts';
import type { Plan } from './traffic.ts';
import type { Watch } from './watch.ts';

export type People = {
  /** A message shows this card of the run, or a call that is about it. */
  see(run: string, message: string, card: Card): void;
};

export function createPeople(
  plans: readonly Plan[],
  clock: Clock,
  watch: Watch,
  /** Somebody clicks on a button of the message. */
  click: (run: string, message: string, action: Action) => void,
): People {
  const thinkMs = new Map(plans.map((plan) => [plan.name, plan.thinkMs]));
  const asked = new Set<string>();
  /** The messages that were clicked, until they say that it is decided. */
  const clicked = new Map<string, string>();

  return {
    see(run, message, card) {
      const approve = card.parts
        .flatMap((part) => (part.kind === 'actions' ? part.actions : []))
        .find(({ verdict }) => verdict === 'approve');
      const version = versionOf(card);
      if (version !== undefined) watch.showed(run, version);
      if (approve === undefined) {
        const answered = clicked.get(message);
        if (answered !== undefined) watch.answered(answered);
        clicked.delete(message);
        return;
      }
      watch.asked(run);
      if (asked.has(run)) return;
      asked.add(run);
      clock.after(thinkMs.get(run) ?? 0, () => {
        clicked.set(message, run);
        watch.clicked(run);
        click(run, message, approve);
      });
    },
  };
}

/** The engine says its state's number in the line for people. */
function versionOf(card: Card): number | undefined {
  for (const part of card.parts) {
    if (part.kind !== 'text') continue;
    const number = /^state (\d+)$/.exec(part.text.map(String).join(''))?.[1];
    if (number !== undefined) return Number(number);
  }
  return undefined;
}
