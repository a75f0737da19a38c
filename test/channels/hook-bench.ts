import type { Channel } from '../../src/channels/channel.ts';
import type { Recipient } from '../../src/domain/recipient.ts';
import type { HookResponse, HookServer } from '../../src/simulator/channels/hook-server.ts';
import type { Taken } from '../../src/simulator/channels/taken.ts';
import type { ChannelBench, OpenOptions } from '../contracts/channel.ts';
import { createHandClock, type HandClock } from '../fakes/hand-clock.ts';

type Hook = { server: HookServer; taken: readonly Taken[]; forget: () => void };

type HookBench = {
  hook: Hook;
  channel: Channel;
  clock: HandClock;
  person: Recipient;
  account: string;
  raw: Readonly<Record<string, unknown>>;
  secrets: readonly string[];
  /** The vendor's own answers. */
  answers: { throttled: HookResponse; refused: HookResponse; code?: (code: number) => HookResponse };
};

/** What all that are reached by HTTP have alike. */
export function hookBench({ hook, answers, ...bench }: HookBench): ChannelBench {
  const { server, taken, forget } = hook;
  const answer = (response: HookResponse): void => server.next({ kind: 'answer', response });
  return {
    ...bench,
    taken,
    requests: () => server.requests(),
    faults: {
      loseAnswer: () => server.next({ kind: 'lose-answer' }),
      hang: () => server.next({ kind: 'hang' }),
      hold: (until) => server.next({ kind: 'hold', until }),
      throttle: () => answer(answers.throttled),
      refuse: () => answer(answers.refused),
      refuseWith: (code) => {
        if (answers.code) answer(answers.code(code));
      },
      intercept: () => answer({ status: 200, body: '<html>Sign in to the hotel network</html>' }),
      forget,
      down: () => server.down(),
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** The vendor's time, and ours, which may be off. */
export function clocks({ clockOffByMs = 0 }: OpenOptions): { clock: HandClock; ours: HandClock } {
  const clock = createHandClock();
  return { clock, ours: { ...clock, now: () => clock.now() + clockOffByMs } };
}

/** Short, so that an answer that does not come is soon given up; the rest takes milliseconds. */
export const REQUEST_MS = 5_000;
