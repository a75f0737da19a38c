import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reply } from '../../../src/domain/event.ts';
import { directRoom } from '../../../src/domain/platform-ability.ts';
import { clickEvent, messageEvent } from '../../../src/platforms/dingtalk/events.ts';
import { cardPayload, messagePayload } from '../../../src/platforms/dingtalk/payloads.ts';
import type { CallbackVariant } from '../../../src/simulator/dingtalk/card-callback.ts';
import { card, reasonCard, reasonForm } from '../../contracts/cards.ts';
import { text } from '../../contracts/recording.ts';
import { until } from '../../until.ts';
import { ADA, BEN, BEN_MOBILE, CARDS, click, EVE, GROUP, MESSAGES, message, ROBOT } from './bench.ts';
import { openStage, signal } from './stage.ts';

const NOW = 1_700_000_060_000;
const identity = { platform: 'ding', robotCode: ROBOT, accountOf: (staffId: string) => staffId, now: NOW };
const frame = { messageId: 'frame-1', at: 2 };

const variants: CallbackVariant[] = (['content', 'value', 'both'] as const).flatMap((field) =>
  (['string', 'object'] as const).flatMap((as) =>
    (['cardPrivateData', 'userPrivateData', 'actionData', 'params', 'top'] as const).map((nesting) => ({
      field,
      as,
      nesting,
    })),
  ),
);

test('a click is read in every shape that DingTalk has been seen to give it, with both templates', async () => {
  for (const kind of ['template', 'builtin'] as const) {
    await using stage = await openStage(kind === 'builtin' ? { cards: { kind } } : {});
    const { dingtalk, platform, inbound, cards } = stage;
    await platform.post({ platform: platform.id, id: GROUP }, reasonCard(), 'key', signal());
    const { outTrackId } = cards(GROUP)[0] ?? { outTrackId: '' };
    for (const variant of variants) {
      dingtalk.callbackVariant(variant);
      const outcome = await dingtalk.people.click(ADA, outTrackId, {
        verdict: 'reject',
        gate: '7:attempt-1',
      });
      assert.equal(outcome.acked, true);
      assert.deepEqual(
        inbound.events.pop()?.deed,
        { kind: 'click', approval: 7, attempt: 'attempt-1', verdict: 'reject' },
        `${kind} ${JSON.stringify(variant)}`,
      );
    }
  }
});

test('a rejection with its reason is a form, also when the reason is empty; an approval never is', () => {
  const deed = (params: Record<string, unknown>): unknown =>
    clickEvent(cardPayload.parse({ ...click, content: { params } }), frame, identity)?.deed;
  const subject = { approval: 7, attempt: 'a:1' };
  const gate = '7:a:1';
  assert.deepEqual(deed({ verdict: 'reject', gate, reason: '' }), {
    kind: 'form',
    ...subject,
    verdict: 'reject',
    values: { reason: '' },
  });
  assert.deepEqual(deed({ verdict: 'approve', gate, reason: 'because' }), {
    kind: 'click',
    ...subject,
    verdict: 'approve',
  });
  assert.deepEqual(deed({ verdict: 'reject', gate }), { kind: 'click', ...subject, verdict: 'reject' });
});

test('a click that cannot be read is one on an approval that does not exist, so that the person is told', () => {
  for (const content of [
    '',
    '{',
    'null',
    '[]',
    7,
    { params: { verdict: 'approve' } },
    { params: { gate: '1:1' } },
  ]) {
    const event = clickEvent(cardPayload.parse({ ...click, content }), frame, identity);
    assert.deepEqual(event?.deed, { kind: 'click', approval: 0, attempt: '', verdict: 'approve' });
  }
  for (const gate of ['x:1', '1', ':1', '-1:1', '1:', `1:${'x'.repeat(501)}`, 7, null, ['1:1']]) {
    const content = { params: { verdict: 'approve', gate } };
    const event = clickEvent(cardPayload.parse({ ...click, content }), frame, identity);
    assert.deepEqual(event?.deed, { kind: 'click', approval: 0, attempt: '', verdict: 'approve' });
  }
});

test('whoever has no staff id of this organisation can be nobody that the configuration names', () => {
  const accountOf = (): string => 'somebody-configured';
  const strange = { ...identity, accountOf };
  const read = (change: Record<string, unknown>): string | undefined =>
    messageEvent(messagePayload.parse({ ...message, ...change }), strange)?.actor.id;
  assert.equal(read({}), 'somebody-configured');
  assert.equal(read({ senderStaffId: undefined }), 'outsider:$:LWCP_v1:$ada');
  assert.equal(read({ senderStaffId: '' }), 'outsider:$:LWCP_v1:$ada');
  assert.equal(read({ senderStaffId: '$:LWCP_v1:$ada' }), 'outsider:$:LWCP_v1:$ada');
  assert.equal(read({ senderStaffId: '+8613800000001' }), 'outsider:$:LWCP_v1:$ada');
  assert.equal(read({ senderCorpId: '' }), 'somebody-configured');
  assert.equal(read({ senderCorpId: 'dingelse' }), 'outsider:$:LWCP_v1:$ada', 'of another organisation');
  const clicked = (change: Record<string, unknown>): string | undefined =>
    clickEvent(cardPayload.parse({ ...click, ...change }), frame, strange)?.actor.id;
  assert.equal(clicked({}), 'somebody-configured');
  assert.equal(clicked({ userIdType: 2 }), `outsider:${ADA}`, 'a union id is no staff id');
  assert.equal(clicked({ userId: '$:LWCP_v1:$ada' }), 'outsider:$:LWCP_v1:$ada');
});

test('who is named by mobile number is called by it, in what they do and in where they are written to', async () => {
  await using stage = await openStage({}, () => text('too late'));
  const { dingtalk, platform, inbound, cards } = stage;
  dingtalk.people.say(BEN, GROUP, 'flow list');
  await until('the event', () => inbound.events[0]);
  assert.equal(inbound.events[0]?.actor.id, BEN_MOBILE);
  await until('the answer', () => dingtalk.people.directMessages(BEN).length === 1);
  await platform.post(directRoom(platform.id, BEN_MOBILE), card('for Ben'), 'key', signal());
  assert.match(cards(dingtalk.people.directChat(BEN))[0]?.text ?? '', /for Ben/);
});

test('in a direct conversation everything is said to the bot, and its room is the person', async () => {
  await using stage = await openStage();
  const { dingtalk, platform, inbound, cards } = stage;
  dingtalk.people.say(ADA, 'direct', '/deploy shop prod');
  dingtalk.people.say(ADA, 'direct', 'what is going on?');
  await until('the events', () => inbound.events.length === 2);
  const room = directRoom(platform.id, ADA);
  assert.deepEqual(
    inbound.events.map(({ room: where, deed }) => [where, deed]),
    [
      [room, { kind: 'command', name: 'deploy', text: 'shop prod' }],
      [room, { kind: 'message', text: 'what is going on?', mention: true }],
    ],
  );
  assert.equal(inbound.events[0]?.conversation, inbound.events[1]?.conversation);
  const ref = await platform.post(room, reasonCard(), 'key', signal());
  const place = dingtalk.people.directChat(ADA);
  const { outTrackId } = cards(place)[0] ?? { outTrackId: '' };
  await dingtalk.people.click(ADA, outTrackId, { verdict: 'approve' });
  assert.deepEqual(inbound.events[2]?.room, room);
  dingtalk.people.say(ADA, 'direct', 'approve', { quote: ref.message });
  await until('the quote', () => inbound.events.length === 4);
  assert.deepEqual(inbound.events[3]?.room, { ...room, thread: ref.message });
});

test('a message that was not stored comes again and is the same thing', async () => {
  let full = true;
  await using stage = await openStage({}, () => {
    if (full) throw new Error('the disk is full');
    return { kind: 'none' };
  });
  const { dingtalk, inbound } = stage;
  dingtalk.people.say(ADA, GROUP, 'flow list');
  await until('the first delivery', () => inbound.all.length === 1);
  full = false;
  await until('the acknowledgement', () => dingtalk.pushes.find((one) => one.attempt === 2 && one.ackedAt));
  assert.deepEqual(
    inbound.all.map(({ key }) => key),
    [inbound.all[0]?.key, inbound.all[0]?.key],
  );
});

test('texts in several parts are read, pictures and empty mentions are nothing', () => {
  const deed = (change: Record<string, unknown>): unknown =>
    messageEvent(messagePayload.parse({ ...message, ...change }), identity)?.deed;
  const richText = [{ text: '／flow ' }, { type: 'picture', downloadCode: 'x' }, { text: 'list' }];
  assert.deepEqual(deed({ msgtype: 'richText', text: undefined, content: { richText } }), {
    kind: 'command',
    name: 'flow',
    text: 'list',
  });
  assert.equal(deed({ msgtype: 'picture', text: undefined, content: { downloadCode: 'x' } }), undefined);
  assert.equal(deed({ text: { content: ' \u3000' } }), undefined);
});

test('an event waits for those of its thread, its card or its person alone, and not for the whole group', () => {
  const said = (change: Record<string, unknown>): string | undefined =>
    messageEvent(messagePayload.parse({ ...message, ...change }), identity)?.conversation;
  assert.equal(said({}), said({ msgId: 'later' }));
  const others = [
    said({}),
    said({ senderId: '$:LWCP_v1:$ben' }),
    said({ conversationId: 'cidOther==' }),
    said({ originalProcessQueryKey: 'card-1' }),
    said({ originalProcessQueryKey: 'card-2' }),
    ...['1', '2'].map(
      (n) =>
        clickEvent(cardPayload.parse({ ...click, outTrackId: `greenlight-g-${n}` }), frame, identity)
          ?.conversation,
    ),
  ];
  assert.equal(new Set(others).size, others.length);
  const quote = { originalProcessQueryKey: 'card-1' };
  assert.equal(said(quote), said({ ...quote, senderId: '$:LWCP_v1:$ben' }));
  const ben = cardPayload.parse({ ...click, userId: BEN });
  assert.equal(
    clickEvent(cardPayload.parse(click), frame, identity)?.conversation,
    clickEvent(ben, { ...frame, messageId: 'frame-2' }, identity)?.conversation,
  );
});

test("whoever quotes a person's message means that one, and not what the robot asks the group", async () => {
  await using stage = await openStage();
  const { dingtalk, inbound } = stage;
  const { msgId } = dingtalk.people.say(BEN, GROUP, 'lunch?', { mention: false });
  dingtalk.people.say(ADA, GROUP, '@greenlight approve', { quote: msgId });
  await until('the quote', () => inbound.events[0]);
  assert.equal(inbound.events[0]?.room.thread, msgId);
  const thread = (change: Record<string, unknown>): string | undefined =>
    messageEvent(messagePayload.parse({ ...message, ...change }), identity)?.room.thread;
  assert.equal(thread({}), undefined);
  const quote = { content: ' approve', isReplyMsg: true };
  assert.equal(thread({ text: { ...quote, repliedMsg: { msgId: 'theirs' } } }), 'theirs');
  assert.equal(thread({ text: { ...quote, repliedMsg: null } }), 'quoted-in:msg-by-hand');
  assert.equal(thread({ text: quote, originalMsgId: 'theirs', originalProcessQueryKey: 'ours' }), 'ours');
  assert.equal(thread({ text: { ...quote, isReplyMsg: false }, originalMsgId: null }), undefined);
});

test('null for what is not there, and numbers for texts, lose no event', () => {
  const said = (change: Record<string, unknown>): unknown => {
    const payload = messagePayload.safeParse({ ...message, ...change }).data;
    const event = payload && messageEvent(payload, identity);
    return event && [event.actor.id, event.room.id, event.at, event.deed.kind];
  };
  const usual = [ADA, GROUP, message.createAt, 'command'];
  assert.deepEqual(said({}), usual);
  for (const name of Object.keys(message)) {
    if (['conversationId', 'msgId', 'text'].includes(name)) continue;
    const missing: Record<string, unknown[]> = {
      senderStaffId: ['outsider:$:LWCP_v1:$ada', ...usual.slice(1)],
      createAt: [ADA, GROUP, NOW, 'command'],
    };
    assert.deepEqual(said({ [name]: null }), missing[name] ?? usual, name);
    // A number could be another robot's code.
    if (name !== 'robotCode') assert.ok(said({ [name]: 7 }), name);
    assert.ok(said({ [name]: {} }), name);
  }
  assert.deepEqual(said({ createAt: String(message.createAt), conversationType: 2, content: null }), usual);
  assert.deepEqual(said({ senderStaffId: 42 }), ['42', ...usual.slice(1)]);
  assert.deepEqual(said({ conversationType: 1 }), [ADA, `@${ADA}`, ...usual.slice(2)]);

  const pressed = (change: Record<string, unknown>): unknown => {
    const payload = cardPayload.safeParse({ ...click, ...change }).data;
    const event = payload && clickEvent(payload, frame, identity);
    return event && [event.actor.id, event.room.id, event.deed.kind];
  };
  const missing: Record<string, unknown[]> = {
    userId: ['outsider:', GROUP, 'click'],
    spaceId: [ADA, `@${ADA}`, 'click'],
  };
  for (const name of Object.keys(click)) {
    if (name === 'outTrackId') continue;
    assert.deepEqual(pressed({ [name]: null }), missing[name] ?? [ADA, GROUP, 'click'], name);
    assert.ok(pressed({ [name]: 7 }), name);
    assert.ok(pressed({ [name]: {} }), name);
  }

  const params = { verdict: 'approve', gate: '7:a' };
  const deed = (cardPrivateData: unknown): unknown =>
    clickEvent(cardPayload.parse({ ...click, content: JSON.stringify({ cardPrivateData }) }), frame, identity)
      ?.deed;
  const approval = { kind: 'click', approval: 7, attempt: 'a', verdict: 'approve' };
  assert.deepEqual(deed({ actionIds: null, params }), approval);
  assert.deepEqual(deed({ actionIds: [null], params }), approval);
  assert.deepEqual(deed({ actionIds: [1], params: JSON.stringify(params) }), approval);
  assert.deepEqual(deed({ actionIds: ['approve:7:a'], params: null }), approval);
  assert.deepEqual(deed({ params: { ...params, verdict: 'reject', reason: { value: 'too early' } } }), {
    ...approval,
    kind: 'form',
    verdict: 'reject',
    values: { reason: 'too early' },
  });
});

test('nothing has been done later than now, whatever the clock of DingTalk says', () => {
  const late = NOW + 40_000;
  assert.equal(messageEvent(messagePayload.parse({ ...message, createAt: late }), identity)?.at, NOW);
  assert.equal(clickEvent(cardPayload.parse(click), { ...frame, at: late }, identity)?.at, NOW);
});

test('a click from another organisation is a stranger’s, as soon as a message has told which one is ours', async () => {
  await using stage = await openStage();
  const { dingtalk, platform, inbound } = stage;
  const press = async (messageId: string, corpId: string): Promise<string | undefined> => {
    const headers = { topic: CARDS, messageId };
    dingtalk.sendFrame({ type: 'CALLBACK', headers, data: JSON.stringify({ ...click, corpId }) });
    return (await until('the click', () => inbound.events.find(({ key }) => key === `click:${messageId}`)))
      .actor.id;
  };
  // A click proves nothing: it may be the stranger's that comes first.
  assert.equal(await press('f1', 'dingelsewhere'), ADA);
  assert.equal(await press('f2', 'dingcorp'), ADA);
  dingtalk.people.say(BEN, GROUP, 'flow list');
  await until('the message', () => inbound.events.length === 3);
  assert.equal(await press('f3', 'dingelsewhere'), `outsider:${ADA}`);
  assert.equal(await press('f4', 'dingcorp'), ADA);

  await platform.post({ platform: platform.id, id: GROUP }, card('x'), 'key', signal());
  const [shown] = stage.cards(GROUP);
  await dingtalk.people.click(EVE, shown?.outTrackId ?? '', { verdict: 'approve' });
  assert.equal(dingtalk.pushes.at(-1)?.data.corpId, 'dingelsewhere');
  assert.equal(inbound.events.at(-1)?.actor.id, 'outsider:$:LWCP_v1:$eve');
});

test('answers: words go by direct message, quiet ones nowhere, a form says what to do instead', async () => {
  const replies = new Map<string, Reply>([
    ['loud', text('told')],
    ['quiet', { kind: 'text', text: 'not told', tone: 'neutral', quiet: true }],
    ['form', { kind: 'form', form: reasonForm }],
    ['none', { kind: 'none' }],
  ]);
  await using stage = await openStage({}, ({ deed }) =>
    deed.kind === 'message' ? (replies.get(deed.text) ?? { kind: 'none' }) : { kind: 'none' },
  );
  const { dingtalk, inbound } = stage;
  for (const word of replies.keys()) dingtalk.people.say(ADA, GROUP, word);
  await until('every answer', () => inbound.answered.length === 4);
  const told = dingtalk.people.directMessages(ADA).map(({ msgKey, text: said }) => `${msgKey} ${said}`);
  assert.deepEqual(told.toSorted(), ['sampleText Answer "reject because …" to the card.', 'sampleText told']);
});

test('an outsider whose staff id is null is told no', async () => {
  await using stage = await openStage({}, () => text('you may not'));
  const { dingtalk, inbound } = stage;
  const asked = dingtalk.people.say(EVE, GROUP, 'flow list').msgId;
  const data = await until('the push', () => dingtalk.pushes.find((one) => one.data.msgId === asked)?.data);
  const again = {
    ...data,
    msgId: 'by-hand',
    senderStaffId: null,
    senderCorpId: null,
    createAt: String(NOW),
    sessionWebhookExpiredTime: null,
  };
  const headers = { topic: MESSAGES, messageId: 'f1', time: NOW };
  dingtalk.sendFrame({ type: 'CALLBACK', headers, data: again });
  await until('both answers', () => inbound.answered.length === 2);
  assert.equal(dingtalk.messages(GROUP).filter((one) => one.kind === 'robot').length, 2);
});

test('somebody of another organisation is answered where they asked, while that is possible', async () => {
  await using stage = await openStage({}, () => text('you may not'));
  const { dingtalk, platform, inbound } = stage;
  dingtalk.people.say(EVE, GROUP, 'flow list');
  await until('the answer', () => inbound.answered.length === 1);
  const said = dingtalk.messages(GROUP).filter((one) => one.kind === 'robot');
  assert.deepEqual(
    said.map(({ via, text: words }) => [via, words]),
    [['sessionWebhook', 'you may not']],
  );
  const [event] = inbound.events;
  assert.ok(event);
  const never = { code: 'nobody-to-tell', outcome: 'rejected' };
  await assert.rejects(platform.answer({ ...event, handleUntil: 0 }, text('late'), signal()), never);
  const elsewhere = { ...event, handle: { sessionWebhook: 'https://evil.example/robot' } };
  await assert.rejects(platform.answer(elsewhere, text('elsewhere'), signal()), never);
});
