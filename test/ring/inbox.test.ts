import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { Directory } from '../../src/domain/directory.ts';
import type { Deed, Event, Inbound } from '../../src/domain/event.ts';
import type { OutlineOf } from '../../src/domain/outline.ts';
import { UpstreamError } from '../../src/errors.ts';
import { createAnswers } from '../../src/intake/answers.ts';
import { createInbox } from '../../src/intake/inbox.ts';
import { silentLog } from '../../src/log.ts';
import type { Database, Tx } from '../../src/store/database.ts';
import { finishEvent, storeEvent } from '../../src/store/inbox.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/sqlite/open.ts';
import { systemClock } from '../../src/time.ts';
import { AUDIT_KEYS } from '../fakes/audit-keys.ts';
import { createMemoryPlatform, type MemoryPlatform } from '../fakes/memory-platform.ts';
import { until } from '../until.ts';
import { CHAT, directory, eventOf } from './harness.ts';

/** A chat that is given more time than usual. */
const REQUEST_MS = 45_000;
const HELP: Deed = { kind: 'command', name: 'flow', text: 'help' };

let folder: string;
let db: Database;
let chat: MemoryPlatform;
/** Units of work wait for this before they begin; the first `passing` of them do not. */
let gate: { passing: number; open: Promise<void> };
const ending: (() => Promise<void>)[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'greenlight-inbox-'));
  const real = openSqlite(defineSchema, {
    file: join(folder, 'test.db'),
    clock: systemClock,
    log: silentLog,
  });
  await real.migrate();
  gate = { passing: Number.POSITIVE_INFINITY, open: Promise.resolve() };
  db = {
    ...real,
    async tx<T>(work: (tx: Tx) => Promise<T>) {
      gate.passing -= 1;
      if (gate.passing < 0) await gate.open;
      return await real.tx(work);
    },
  };
  chat = createMemoryPlatform(CHAT);
});

afterEach(async () => {
  for (const end of ending.splice(0)) await end();
  await db.close();
  rmSync(folder, { recursive: true });
});

function deps(people: Directory = directory) {
  return {
    db,
    clock: systemClock,
    log: silentLog,
    directory: people,
    engines: new Map(),
    platforms: new Map(),
    auditKeys: AUDIT_KEYS,
  };
}

function openInbox(
  people: Directory = directory,
  looking = false,
  outline: OutlineOf = () => undefined,
): Inbound {
  const inbox = createInbox(
    {
      ...deps(people),
      requestMs: REQUEST_MS,
      mayHandle: async () => true,
      relink: async () => {},
      outline,
    },
    () => {},
  );
  if (looking) inbox.start();
  ending.push(() => inbox.stop());
  return inbox;
}

function openAnswers(): void {
  const answers = createAnswers({
    ...deps(),
    platforms: new Map([[CHAT, chat.platform]]),
    channels: new Map(),
  });
  answers.start();
  ending.push(() => answers.stop());
}

async function rowOf(event: Event) {
  const rows = await db.read.select().from(db.schema.inbox);
  const row = rows.find(({ key }) => key === event.key);
  assert.ok(row);
  return row;
}

test('a flow that takes long is acknowledged as received, and answered when it is done', async () => {
  const inbox = openInbox();
  let release = (): void => {};
  gate = { passing: 1, open: new Promise((resolve) => (release = resolve)) };
  const event = eventOf('ada', HELP);
  const { reply, stored } = await inbox.accept(event);
  assert.equal(stored, undefined, 'what was only received is not yet delivered');
  assert.match(reply.kind === 'text' ? reply.text : '', /^Received\./);
  openAnswers();
  release();
  const answer = await until('the answer', () => chat.answers[0]);
  assert.equal(answer.event.key, event.key);
  assert.match(answer.reply.kind === 'text' ? answer.reply.text : '', /What you can type/);
  await until('the mark', async () => (await rowOf(event)).replyState === 'delivered');
});

test('what would start a run waits for its engine to run: it is not given up', async () => {
  let running = false;
  const inbox = openInbox(directory, true, () => {
    if (!running) throw new UpstreamError('unreachable', 'engine-stopped', 'the engine is not running');
    return undefined;
  });
  const event = eventOf('ada', { kind: 'command', name: 'deploy', text: 'shop prod tag=v1' });
  const { reply } = await inbox.accept(event);
  assert.match(reply.kind === 'text' ? reply.text : '', /^Received\./);
  const { state, failures } = await rowOf(event);
  assert.deepEqual([state, failures], ['stored', 0]);
  assert.deepEqual(await db.read.select().from(db.schema.runs), []);
  running = true;
  await until('the run', async () => (await db.read.select().from(db.schema.runs)).length === 1);
});

test('what cannot be stored is not acknowledged', async () => {
  const inbox = openInbox();
  gate = { passing: 0, open: Promise.reject(new Error('no disk')) };
  await assert.rejects(inbox.accept(eventOf('ada', HELP)), /no disk/);
});

test('a reply that went out with the acknowledgement is not sent again', async () => {
  const inbox = openInbox();
  openAnswers();
  const event = eventOf('ada', HELP);
  const { stored } = await inbox.accept(event);
  assert.ok(stored);
  await inbox.delivered(stored);
  assert.equal((await rowOf(event)).replyState, 'delivered');
  const again = await inbox.accept(event);
  assert.deepEqual(again, { stored: undefined, reply: { kind: 'none' } });
  assert.equal(chat.answers.length, 0);
});

test('a reply that goes out with the acknowledgement is left alone for as long as its request may take', async () => {
  const inbox = openInbox();
  const event = eventOf('ada', HELP);
  assert.ok((await inbox.accept(event)).stored);
  const { doneAt, nextAt } = await rowOf(event);
  assert.ok(doneAt && nextAt && nextAt > doneAt + REQUEST_MS);
});

test('a flow that throws is tried again, then buried with an answer to its sender', {
  timeout: 30_000,
}, async () => {
  let tries = 0;
  const broken: Directory = {
    ...directory,
    app() {
      tries += 1;
      throw new Error('a fault of ours');
    },
  };
  const inbox = openInbox(broken, true);
  openAnswers();
  const event = eventOf('ada', { kind: 'command', name: 'deploy', text: 'shop prod' });
  await inbox.accept(event);
  const answer = await until('the answer', () => chat.answers[0], 25_000);
  assert.match(answer.reply.kind === 'text' ? answer.reply.text : '', /Something went wrong on my side/);
  assert.equal(tries, 5);
  assert.equal((await rowOf(event)).state, 'buried');
});

test('after a crash a stored event is handled and answered', async () => {
  const event = eventOf('ada', HELP);
  const now = systemClock.now();
  // As a process leaves it that was killed right after it had stored the event.
  await db.tx((tx) => storeEvent(tx, event, now - 60_000, now - 30_000));
  openInbox(directory, true);
  openAnswers();
  const answer = await until('the answer', () => chat.answers[0]);
  assert.match(answer.reply.kind === 'text' ? answer.reply.text : '', /What you can type/);
});

test('a dialog whose trigger has died becomes the request to click again', async () => {
  const event = eventOf('ben', { kind: 'click', approval: 1, attempt: 'a', verdict: 'reject' });
  const now = systemClock.now();
  await db.tx(async (tx) => {
    const id = await storeEvent(tx, event, now, 0);
    assert.ok(id);
    const form = { title: 'x', fields: [], submit: 'x', cancel: 'x', instead: 'x' };
    const subject = { approval: 1, attempt: 'a', verdict: 'reject' } as const;
    const reply = { kind: 'form', form: { ...form, subject } } as const;
    await finishEvent(tx, { id, leaseEpoch: 1 }, { state: 'done', reply, doneAt: now, answerAt: now });
  });
  chat.faults.push({ method: 'answer', outcome: 'rejected', code: 'trigger-dead' });
  openAnswers();
  const answer = await until('the answer', () => chat.answers[0]);
  assert.match(answer.reply.kind === 'text' ? answer.reply.text : '', /click again/);
});

test('an answer that the chat cannot take now comes later', async () => {
  const inbox = openInbox();
  let release = (): void => {};
  gate = { passing: 1, open: new Promise((resolve) => (release = resolve)) };
  await inbox.accept(eventOf('ada', HELP));
  chat.faults.push(
    { method: 'answer', outcome: 'throttled', retryAfterMs: 20 },
    { method: 'answer', outcome: 'unreachable' },
  );
  openAnswers();
  release();
  await until('the answer', () => chat.answers.length === 1);
  assert.equal(chat.faults.length, 0);
});
