import type { Accepted, Event, Inbound, Reply } from '../../src/domain/event.ts';

type Recording = Inbound & {
  /** Every acceptance, doubled ones too. */
  all: Event[];
  /** Each key once. */
  events: Event[];
  /** Rows whose reply reached the person. */
  answered: number[];
};

/** Stores like the inbox: one row for each key. */
export function recording(flow: (event: Event) => Reply | Promise<Reply>): Recording {
  const rows = new Map<string, number>();
  const all: Event[] = [];
  const events: Event[] = [];
  const answered: number[] = [];
  return {
    all,
    events,
    answered,
    async accept(event): Promise<Accepted> {
      all.push(event);
      if (!rows.has(event.key)) {
        rows.set(event.key, rows.size + 1);
        events.push(event);
      }
      return { stored: rows.get(event.key), reply: await flow(event) };
    },
    async delivered(stored) {
      answered.push(stored);
    },
  };
}

export function text(content: string): Reply {
  return { kind: 'text', text: content, tone: 'neutral' };
}
