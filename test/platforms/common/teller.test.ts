import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Event, Inbound, Reply } from '../../../src/domain/event.ts';
import { silentLog } from '../../../src/log.ts';
import { createTeller, type Teller } from '../../../src/platforms/common/teller.ts';

const event: Event = {
  key: 'click:1',
  conversation: 'c',
  actor: { platform: 'chat', id: 'ada' },
  at: 0,
  room: { platform: 'chat', id: 'room' },
  deed: { kind: 'message', text: 'hello', mention: true },
  handle: {},
  handleUntil: 0,
};
const words: Reply = { kind: 'text', tone: 'good', text: 'done' };

function bench(does: { tell?: () => Promise<void>; delivered?: () => Promise<void> } = {}): {
  teller: Teller;
  told: Reply[];
  noted: number[];
} {
  const told: Reply[] = [];
  const noted: number[] = [];
  const inbound: Inbound = {
    accept: () => assert.fail('it is stored already'),
    async delivered(stored) {
      await does.delivered?.();
      noted.push(stored);
    },
  };
  const tell = async (_: Event, reply: Reply): Promise<void> => {
    await does.tell?.();
    told.push(reply);
  };
  return { teller: createTeller({ inbound, tell, log: silentLog }), told, noted };
}

void test('an answer that was given is noted', async () => {
  const { teller, told, noted } = bench();
  await teller.tellNow(event, { stored: 7, reply: words });
  assert.deepEqual([told, noted], [[words], [7]]);
});

void test('an answer that failed is not noted: the inbox gives it once more', async () => {
  const { teller, noted } = bench({ tell: () => Promise.reject(new Error('broken off')) });
  await teller.tellNow(event, { stored: 7, reply: words });
  assert.deepEqual(noted, []);
});

void test('words that only fit where they cost no attention are not sent, and nothing more is owed', async () => {
  const { teller, told, noted } = bench();
  await teller.tellNow(event, { stored: 7, reply: { ...words, quiet: true } });
  await teller.tellNow(event, { stored: 8, reply: { kind: 'none' } });
  assert.deepEqual([told, noted], [[], [7, 8]]);
});

void test('a note that fails harms nobody', async () => {
  const { teller, told } = bench({ delivered: () => Promise.reject(new Error('disk full')) });
  await teller.tellNow(event, { stored: 7, reply: words });
  assert.deepEqual(told, [words]);
});
