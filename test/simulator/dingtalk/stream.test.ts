import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import WebSocket from 'ws';
import type { Outcome } from '../../../src/simulator/dingtalk/people.ts';
import { CARD_TOPIC, MESSAGE_TOPIC } from '../../../src/simulator/dingtalk/pushes.ts';
import { createHandClock } from '../../fakes/hand-clock.ts';
import { until } from '../../until.ts';
import { ADA, CREATE, groupCard, type Organisation, openOrganisation } from './organisation.ts';

type Frame = { type: string; headers?: { topic: string; messageId: string }; data: string };
type Line = {
  frames: Frame[];
  texts: string[];
  socket: WebSocket;
  ack(frame: Frame | undefined, code?: number): void;
};

/** The HTTP status that a handshake is refused with, or 101. */
async function handshake(address: string): Promise<number | undefined> {
  const socket = new WebSocket(address);
  return await new Promise((resolve) => {
    socket.on('open', () => resolve(101));
    socket.on('unexpected-response', (_req, response) => resolve(response.statusCode));
    socket.on('error', () => {});
  });
}

/** A connection by hand: the SDK would die of nonsense. */
async function line(organisation: Organisation, topics?: string[]): Promise<Line> {
  const socket = new WebSocket(await organisation.address(topics));
  const frames: Frame[] = [];
  const texts: string[] = [];
  socket.on('message', (data) => {
    const text = Buffer.isBuffer(data) ? data.toString() : '';
    texts.push(text);
    try {
      frames.push(JSON.parse(text));
    } catch {
      // kept as a text
    }
  });
  await once(socket, 'open');
  await until('the connection', () => organisation.dingtalk.connections() > 0);
  return {
    frames,
    texts,
    socket,
    ack(frame, code = 200) {
      const headers = { contentType: 'application/json', messageId: frame?.headers?.messageId };
      const data = JSON.stringify({ response: { got: true } });
      socket.send(JSON.stringify({ code, message: 'OK', headers, data }));
    },
  };
}

const messagesIn = ({ frames }: Line): Frame[] =>
  frames.filter(({ headers }) => headers?.topic === MESSAGE_TOPIC);
const msgIdOf = (frame: Frame | undefined): unknown => JSON.parse(frame?.data ?? '{}').msgId;

test('a ticket opens one connection and lives for 90 seconds', async () => {
  const clock = createHandClock();
  await using organisation = await openOrganisation({ clock });
  const { base, dingtalk } = organisation;
  const used = await organisation.address();
  assert.equal(await handshake(used), 101);
  assert.equal(await handshake(used), 401);
  const old = await organisation.address();
  await clock.turn(90_001);
  assert.equal(await handshake(old), 401);
  assert.equal(await handshake(`${base.replace('http', 'ws')}/connect?ticket=made-up`), 401);
  assert.equal(dingtalk.opened(), 2);
});

test('a message that is not acknowledged comes again after a minute in a new frame, until it is', async () => {
  const clock = createHandClock();
  await using organisation = await openOrganisation({ clock });
  const { dingtalk } = organisation;
  const wire = await line(organisation);
  dingtalk.people.say(ADA, 'releases', 'status');
  await until('the message', () => messagesIn(wire).length === 1);
  await clock.turn(59_999);
  assert.equal(dingtalk.pushes.length, 1);
  await clock.turn(1);
  await until('the second push', () => messagesIn(wire).length === 2);
  const [first, second] = messagesIn(wire);
  assert.equal(msgIdOf(first), msgIdOf(second));
  assert.notEqual(first?.headers?.messageId, second?.headers?.messageId);

  wire.ack(second);
  await until('the acknowledgement', () => dingtalk.pushes[1]?.ackedAt !== undefined);
  await clock.turn(600_000);
  assert.deepEqual(
    dingtalk.pushes.map(({ attempt, missed, response }) => ({ attempt, missed, response })),
    [
      { attempt: 1, missed: 'timeout', response: undefined },
      { attempt: 2, missed: undefined, response: { got: true } },
    ],
  );
});

test('a message that nobody was there for, or that was refused, comes again too, and is given up in the end', async () => {
  const clock = createHandClock();
  await using organisation = await openOrganisation({ clock, limits: { messageAttempts: 3 } });
  const { dingtalk } = organisation;
  dingtalk.people.say(ADA, 'releases', 'status');
  await clock.turn(1_000);
  const wire = await line(organisation);
  await clock.turn(59_000);
  await until('the second push', () => messagesIn(wire).length === 1);
  wire.ack(messagesIn(wire)[0], 500);
  await until('the refusal', () => dingtalk.pushes[1]?.missed !== undefined);
  await clock.turn(59_000);
  assert.equal(dingtalk.pushes.length, 2);
  await clock.turn(1_000);
  await until('the third push', () => messagesIn(wire).length === 2);
  await clock.turn(600_000);
  assert.deepEqual(
    dingtalk.pushes.map(({ missed }) => missed),
    ['no_connection', 'refused', 'timeout'],
  );
});

test('a click is judged after three seconds and never sent again', async () => {
  const clock = createHandClock();
  await using organisation = await openOrganisation({ clock });
  const { dingtalk, call } = organisation;
  await call('POST', CREATE, groupCard('run-1'));
  assert.deepEqual(await dingtalk.people.click(ADA, 'run-1', 'approve_1'), {
    acked: false,
    error: 'no_connection',
  });
  const wire = await line(organisation);
  const outcomes: Outcome[] = [];
  void dingtalk.people.click(ADA, 'run-1', 'approve_1').then((outcome) => outcomes.push(outcome));
  await until('the click', () => wire.frames.length === 1);
  await clock.turn(3_000);
  const outcome = await until('the verdict', () => outcomes[0], 2_000);
  assert.deepEqual(outcome, { acked: false, error: 'timeout' });
  wire.ack(wire.frames[0]);
  await clock.turn(600_000);
  assert.equal(dingtalk.pushes.length, 2);
  assert.equal(dingtalk.pushes[1]?.ackedAt, undefined);
});

test('who did not subscribe to clicks gets none', async () => {
  await using organisation = await openOrganisation();
  const { dingtalk, call } = organisation;
  await call('POST', CREATE, groupCard('run-1'));
  await line(organisation, [MESSAGE_TOPIC]);
  assert.deepEqual(await dingtalk.people.click(ADA, 'run-1', 'approve_1'), {
    acked: false,
    error: 'no_connection',
  });
});

test('a disconnect frame is followed by no pushes and, ten seconds later, by the end; acknowledgements still count', async () => {
  const clock = createHandClock();
  await using organisation = await openOrganisation({ clock });
  const { dingtalk } = organisation;
  const wire = await line(organisation);
  dingtalk.people.say(ADA, 'releases', 'one');
  await until('the message', () => messagesIn(wire).length === 1);
  dingtalk.faults.disconnectFrames();
  const farewell = await until('the frame', () => wire.frames.find(({ type }) => type === 'SYSTEM'));
  assert.equal(farewell.headers?.topic, 'disconnect');
  wire.ack(messagesIn(wire)[0]);
  await until('the acknowledgement', () => dingtalk.pushes[0]?.ackedAt !== undefined);
  dingtalk.people.say(ADA, 'releases', 'two');
  const closed = once(wire.socket, 'close');
  await clock.turn(9_999);
  assert.equal(dingtalk.connections(), 1);
  await clock.turn(1);
  await closed;
  await until('the end', () => dingtalk.connections() === 0);
  assert.equal(messagesIn(wire).length, 1);
});

test('the gateway and the handshake can refuse, be slow, and be well again', async () => {
  const clock = createHandClock();
  await using organisation = await openOrganisation({ clock });
  const { base, dingtalk } = organisation;
  const open = async (): Promise<number> => {
    const body = JSON.stringify({ clientId: 'dingapp', clientSecret: 'shhh', subscriptions: [] });
    return (await fetch(`${base}/v1.0/gateway/connections/open`, { method: 'POST', body })).status;
  };
  for (const mode of [401, 500, 503] as const) {
    dingtalk.faults.gateway({ mode });
    assert.equal(await open(), mode);
  }
  dingtalk.faults.gateway({ mode: 'slow', slowMs: 5_000 });
  const slow = open();
  await until('the call', () => dingtalk.opened() === 4);
  await clock.turn(5_000);
  assert.equal(await slow, 200);
  dingtalk.faults.gateway({ mode: 'ok' });
  dingtalk.faults.refuseHandshakes(true);
  assert.equal(await handshake(await organisation.address()), 503);
  dingtalk.faults.refuseHandshakes(false);
  assert.equal(await handshake(await organisation.address()), 101);
});

test('nonsense, silence and the cut of a line', async () => {
  await using organisation = await openOrganisation({ limits: { pingMs: 20 } });
  const { dingtalk } = organisation;
  const wire = await line(organisation);
  dingtalk.faults.sendNonsense();
  const nonsense = await until('the nonsense', () => wire.texts[0]);
  assert.throws(() => JSON.parse(nonsense));
  dingtalk.sendFrame({ type: 'EVENT' });
  await until('a frame without headers', () => wire.frames.some(({ type }) => type === 'EVENT'));
  await once(wire.socket, 'ping');

  dingtalk.people.say(ADA, 'releases', 'one');
  await until('the message', () => messagesIn(wire).length === 1);
  dingtalk.faults.mute(true);
  dingtalk.people.say(ADA, 'releases', 'two');
  const pongs: string[] = [];
  wire.socket.on('pong', (data) => pongs.push(String(data)));
  wire.socket.ping('into the silence');
  // Frames are read in their order: whoever has read this one has read the ping before it.
  wire.ack(messagesIn(wire)[0]);
  await until('the acknowledgement', () => dingtalk.pushes[0]?.ackedAt !== undefined);
  dingtalk.faults.mute(false);
  wire.socket.ping('heard');
  await until('the pong', () => pongs.length > 0);
  assert.deepEqual(pongs, ['heard']);
  assert.equal(messagesIn(wire).length, 1);

  const closed = once(wire.socket, 'close');
  dingtalk.faults.dropConnections();
  await closed;
  await until('the end', () => dingtalk.connections() === 0);
});

test('a click can come in every shape that has been seen', async () => {
  await using organisation = await openOrganisation();
  const { dingtalk, call } = organisation;
  await call('POST', CREATE, groupCard('run-1'));
  const wire = await line(organisation, [CARD_TOPIC]);
  const params = { verdict: 'approve', gate: 'a1:1' };
  const clicked = async (): Promise<Record<string, unknown>> => {
    const seen = wire.frames.length;
    const outcome = dingtalk.people.click(ADA, 'run-1', 'approve_1');
    const frame = await until('the click', () => wire.frames[seen]);
    wire.ack(frame);
    assert.ok((await outcome).acked);
    return JSON.parse(frame.data);
  };
  dingtalk.callbackVariant({ field: 'value', as: 'object', nesting: 'userPrivateData' });
  const first = await clicked();
  assert.deepEqual(first.value, { userPrivateData: { actionIds: ['approve_1'], params } });
  assert.equal(first.content, undefined);
  dingtalk.callbackVariant({ field: 'content', as: 'string', nesting: 'actionData' });
  assert.deepEqual(JSON.parse(String((await clicked()).content)), {
    actionData: { actionId: 'approve_1', cardPrivateData: { actionIds: ['approve_1'], params } },
  });
  dingtalk.callbackVariant({ field: 'both', as: 'object', nesting: 'params' });
  assert.deepEqual((await clicked()).content, { actionIds: ['approve_1'], params });
  dingtalk.callbackVariant({ field: 'both', as: 'object', nesting: 'top' });
  const top = await clicked();
  assert.deepEqual([top.actionId, top.gate, top.content], ['approve_1', 'a1:1', undefined]);
});
