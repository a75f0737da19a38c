import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { ChannelMessage, Fact } from '../../../src/channels/channel.ts';
import type { Card } from '../../../src/domain/card.ts';
import type { Recipient } from '../../../src/domain/recipient.ts';
import { UpstreamError, type UpstreamOutcome } from '../../../src/errors.ts';
import { releaseRun } from '../../fakes/release-run.ts';
import { card } from '../cards.ts';
import type { ChannelBench } from '../channel.ts';

/** Known to no vendor. */
export const stranger: Recipient = { name: 'Zoë <Nobody>', accounts: {} };

export function signal(): AbortSignal {
  return AbortSignal.timeout(15_000);
}

const waiting: Fact = {
  type: 'run.waiting',
  subject: 'run/42',
  at: Date.UTC(2026, 0, 1),
  event: { type: 'waiting', step: 'gate', approval: 7, at: Date.UTC(2026, 0, 1) },
  run: releaseRun(),
};

/** To the room, or to the bench's person where a channel is for persons. */
export function messageOf(
  bench: ChannelBench,
  state: string | Card,
  more: Partial<ChannelMessage> = {},
): ChannelMessage {
  return {
    card: typeof state === 'string' ? card(state) : state,
    language: 'en',
    mentions: { people: bench.channel.audience === 'person' ? [bench.person] : [], everyone: false },
    fact: waiting,
    ...more,
  };
}

/** What the sending fails with; nothing secret is in it, however it is logged. */
export async function failureOf(
  bench: ChannelBench,
  sending: Promise<unknown>,
  outcome: UpstreamOutcome,
  code?: string,
): Promise<UpstreamError> {
  const error = await sending.then(
    () => assert.fail('it was taken'),
    (failure: unknown) => failure,
  );
  assert.ok(error instanceof UpstreamError, inspect(error));
  assert.equal(error.outcome, outcome, inspect(error));
  if (code !== undefined) assert.equal(error.code, code);
  const logged = inspect(error, { depth: 20, showHidden: true });
  for (const secret of bench.secrets) assert.ok(!logged.includes(secret), `the error shows ${secret}`);
  return error;
}
