import assert from 'node:assert/strict';
import { test } from 'node:test';
import { directRoom } from '../../../src/domain/platform-ability.ts';
import { silentLog } from '../../../src/log.ts';
import { createDingTalkPlatform } from '../../../src/platforms/dingtalk/dingtalk-platform.ts';
import { systemClock } from '../../../src/time.ts';
import { card, reasonCard } from '../../contracts/cards.ts';
import { recording } from '../../contracts/recording.ts';
import { until } from '../../until.ts';
import { ADA, BEN, BEN_MOBILE, GROUP, openDingTalk, QUIET } from './bench.ts';
import { notice, openStage, signal } from './stage.ts';

const CREATE = 'POST /v1.0/card/instances/createAndDeliver';

test('a card that was made before the robot was in the group appears once it is, and once', async () => {
  await using stage = await openStage();
  const { dingtalk, platform, cards } = stage;
  const room = { platform: platform.id, id: QUIET };
  await assert.rejects(platform.post(room, card('too early'), 'key', signal()), { code: 'room-gone' });
  const group = dingtalk.world.groups.get(QUIET);
  assert.ok(group);
  group.botIn = true;
  const ref = await platform.post(room, card('now'), 'key', signal());
  assert.deepEqual(
    cards(QUIET).map(({ carrierId, text }) => [carrierId, /now|too early/.exec(text)?.[0]]),
    [[ref.message, 'now']],
  );
});

test('a delivery that fails by the trouble of DingTalk itself did nothing, and may be tried again', async () => {
  await using stage = await openStage();
  const { dingtalk, platform, cards } = stage;
  dingtalk.faults.next(CREATE, { kind: 'not_delivered', errorMsg: 'SYSTEM_ERROR' });
  const room = { platform: platform.id, id: GROUP };
  await assert.rejects(platform.post(room, card('slow'), 'key', signal()), { outcome: 'unreachable' });
  await platform.post(room, card('slow'), 'key', signal());
  assert.equal(cards(GROUP).length, 1);
});

test('a message to a number that DingTalk was not asked for yet is tried again soon, to nobody it is refused', async () => {
  const { dingtalk, config } = await openDingTalk();
  const accounts = [BEN_MOBILE, '+8613899999999'];
  const { platform } = createDingTalkPlatform(
    { ...config, accounts },
    { log: silentLog, clock: systemClock },
  );
  const tell = (account: string) =>
    platform.post(directRoom(platform.id, account), notice(), 'key', signal());
  await assert.rejects(tell(BEN_MOBILE), { outcome: 'unreachable' });
  await platform.start(recording(() => ({ kind: 'none' })));
  await tell(BEN_MOBILE);
  await assert.rejects(tell('+8613899999999'), { outcome: 'rejected', code: 'person-unknown' });
  assert.equal(dingtalk.people.directMessages(BEN).length, 1);
  await platform.stop();
  await dingtalk.stop();
});

test('texts alone go to a person as a message with its link; it cannot be edited', async () => {
  await using stage = await openStage();
  const { dingtalk, platform } = stage;
  const room = directRoom(platform.id, ADA);
  const ref = await platform.post(room, notice(), 'key', signal());
  const [message] = dingtalk.people.directMessages(ADA);
  assert.equal(message?.msgKey, 'sampleMarkdown');
  assert.equal(message?.processQueryKey, ref.message);
  assert.deepEqual(message?.links, [
    { title: 'Decide here', url: 'https://greenlight.example/decide?t=%281%29&x=2' },
  ]);
  assert.equal(
    message?.msgParam.text,
    [
      '**Ship it?** waits',
      '[Decide here](https://greenlight.example/decide?t=%281%29&x=2)',
      'until 2026-01-02 11:04 (UTC+8)',
    ].join('  \n'),
  );
  await assert.rejects(platform.edit(ref, notice(), 'key', signal()), { code: 'message-gone' });
  await platform.remove(ref, signal());
  assert.equal(dingtalk.people.directMessages(ADA)[0]?.recalled, true);
});

test('a card that was looked up can be edited and emptied', async () => {
  await using stage = await openStage();
  const { dingtalk, platform, cards } = stage;
  const room = { platform: platform.id, id: GROUP };
  dingtalk.faults.next(CREATE, { kind: 'apply_then_fail' });
  await assert.rejects(platform.post(room, reasonCard(), 'key', signal()), { outcome: 'unknown' });
  const [found] = await platform.find(room, 'key', 0, signal());
  assert.ok(found);
  await platform.edit(found, card('after all'), 'key', signal());
  assert.match(cards(GROUP)[0]?.text ?? '', /after all/);
  await platform.remove(found, signal());
  assert.doesNotMatch(cards(GROUP)[0]?.text ?? '', /after all|shop/);
  assert.deepEqual(cards(GROUP)[0]?.buttons, []);
});

test('the shipped template: every variable is set, gates that are over are hidden again', async () => {
  await using stage = await openStage();
  const { platform, cards } = stage;
  const ref = await platform.post({ platform: platform.id, id: GROUP }, reasonCard(), 'key', signal());
  const [before] = cards(GROUP);
  assert.deepEqual(
    before?.buttons.map(({ id, text, params, reasonPlaceholder }) => [id, text, params, reasonPlaceholder]),
    [
      ['approve_1', 'Approve', { verdict: 'approve', gate: '7:attempt-1' }, undefined],
      ['reject_1', 'Reject', { verdict: 'reject', gate: '7:attempt-1' }, 'Reason'],
    ],
  );
  const decided = {
    ...card('decided'),
    parts: card('decided').parts.filter(({ kind }) => kind !== 'actions'),
  };
  await platform.edit(ref, decided, 'key', signal());
  const [after] = cards(GROUP);
  assert.deepEqual(after?.buttons, []);
  assert.deepEqual(
    Object.keys(after?.cardParamMap ?? {}).sort(),
    [
      'title',
      'tone',
      'body',
      ...[1, 2, 3].flatMap((n) => [`gate_${n}`, `approve_${n}`, `reject_${n}`, `reason_${n}`]),
    ].sort(),
  );
  assert.equal(after?.cardParamMap.tone, 'waiting');
});

test('the built-in card: buttons while something waits, and what a form would ask is told', async () => {
  await using stage = await openStage({ cards: { kind: 'builtin' } }, ({ deed }) =>
    deed.kind === 'click' && deed.verdict === 'reject'
      ? { kind: 'form', form: reasonForm() }
      : { kind: 'none' },
  );
  const { dingtalk, platform, inbound, cards } = stage;
  await platform.post({ platform: platform.id, id: GROUP }, reasonCard(), 'key', signal());
  const [shown] = cards(GROUP);
  assert.deepEqual(
    shown?.buttons.map(({ id, text, color }) => [id, text, color]),
    [
      ['approve:7:attempt-1', 'Approve', 'blue'],
      ['reject:7:attempt-1', 'Reject', 'red'],
    ],
  );
  await dingtalk.people.click(ADA, shown?.outTrackId ?? '', { verdict: 'reject' });
  await until('the answer', () => inbound.answered.length === 1);
  assert.match(dingtalk.people.directMessages(ADA)[0]?.text ?? '', /reject because/);
});

function reasonForm() {
  const [action] = reasonCard().parts.flatMap((part) =>
    part.kind === 'actions' ? part.actions.filter(({ asks }) => asks) : [],
  );
  assert.ok(action?.asks);
  return action.asks;
}

test('a card without buttons that come back turns links that stand alone into buttons', async () => {
  await using stage = await openStage({ cards: { kind: 'links' } });
  const { platform, cards } = stage;
  assert.equal(platform.can.buttons, false);
  const withLink = {
    ...card('waits'),
    parts: [
      ...card('waits').parts,
      { kind: 'text' as const, text: [{ kind: 'link' as const, text: 'Logs', url: 'https://ci.example/1' }] },
      {
        kind: 'text' as const,
        text: [{ kind: 'link' as const, text: 'Say', url: 'dtmd://say?content=approve' }],
      },
    ],
  };
  await platform.post({ platform: platform.id, id: GROUP }, withLink, 'key', signal());
  assert.deepEqual(
    cards(GROUP)[0]?.buttons.map(({ text, url }) => [text, url]),
    [['Logs', 'https://ci.example/1']],
  );
  assert.doesNotMatch(JSON.stringify(cards(GROUP)[0]), /dtmd/);
});
