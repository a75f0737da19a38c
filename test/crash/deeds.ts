/** Everything that people did, and what they were told of it at once: for the judge. */
import { systemClock } from '../../src/time.ts';
import type { OpenGate, Verdict } from './card.ts';
import type { Person } from './cast.ts';
import type { ChatId, Taken } from './chat.ts';

export type Deed = {
  kind: 'deploy' | 'retry' | 'cancel' | 'refused' | 'click' | 'form' | 'reply';
  chat: ChatId;
  person: Person;
  tag: string;
  at: number;
  /** The chat said that the app has it. Absent while nobody knows. */
  acked?: boolean;
  /** Of a vote: the question as its card called it then. */
  gate?: OpenGate;
  verdict?: Verdict;
  /** What the acknowledgement said. */
  answer?: string;
};

export type Deeds = {
  all: readonly Deed[];
  /** Notes the deed and does it; true when the chat says that the app has it. */
  doing: (deed: Omit<Deed, 'at'>, act: () => Promise<Taken>) => Promise<boolean>;
};

export function createDeeds(): Deeds {
  const all: Deed[] = [];
  return {
    all,
    async doing(deed, act) {
      const noted: Deed = { ...deed, at: systemClock.now() };
      all.push(noted);
      const { acked, answer } = await act();
      noted.acked = acked;
      if (answer !== undefined) noted.answer = answer;
      return acked;
    },
  };
}
