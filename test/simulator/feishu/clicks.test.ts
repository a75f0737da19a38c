import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ADA,
  approvalCard,
  BEN,
  button,
  cardOf,
  type Data,
  openTenant,
  part,
  ROOM,
  refusalOf,
} from './tenant.ts';

const CLICK = 'card.action.trigger';

test('a click is answered with a toast in the language of the person and a new card', async () => {
  await using tenant = await openTenant();
  const { feishu } = tenant;
  const clicks: Data[] = [];
  await tenant.connect({
    [CLICK]: (data) => {
      clicks.push(data);
      return {
        toast: { type: 'success', content: '已批准', i18n: { en_us: 'approved', zh_cn: '已批准' } },
        card: { type: 'raw', data: cardOf([{ tag: 'markdown', content: 'done' }]) },
      };
    },
  });
  const id = await tenant.send(approvalCard());
  const outcome = await feishu.people.click(BEN, id, 'approve');
  assert.ok(outcome.acked);
  assert.deepEqual(outcome.toast, { type: 'success', content: 'approved' });
  assert.deepEqual(
    feishu.toasts(BEN).map((one) => one.content),
    ['approved'],
  );
  const [click] = clicks;
  assert.deepEqual(part(click, 'action').value, { verdict: 'approve' });
  assert.equal(part(click, 'operator').open_id, BEN);
  assert.equal(part(click, 'context').open_message_id, id);
  assert.match(String(click?.token), /^c-/);
  const [message] = feishu.messages(ROOM);
  assert.equal(message?.history.at(-1)?.by, 'callback');
  await assert.rejects(feishu.people.click(BEN, id, 'approve'), /no such button/);
});

test('a button that is disabled, only opens a link or is gone cannot be asked anything', async () => {
  await using tenant = await openTenant();
  const { people } = tenant.feishu;
  const link = { behaviors: [{ type: 'open_url', default_url: 'https://example.com' }] };
  const id = await tenant.send(cardOf([button('off', { disabled: true }), button('link', link)]));
  await assert.rejects(people.click(ADA, id, 'off'), /disabled/);
  await assert.rejects(people.click(ADA, id, 'link'), /asks nobody/);
  people.remove(id);
  await assert.rejects(people.click(ADA, id, 'off'), /no message/);
});

test('a form brings its values, and a client refuses what the form does not allow', async () => {
  await using tenant = await openTenant();
  const { people } = tenant.feishu;
  const values: unknown[] = [];
  await tenant.connect({
    [CLICK]: (data) => {
      values.push((data.action as Data).form_value);
      return {};
    },
  });
  const id = await tenant.send(approvalCard());
  await assert.rejects(people.click(ADA, id, 'reject'), /reason has to be filled in/);
  await assert.rejects(people.click(ADA, id, 'reject', { reason: 'much too long' }), /longer than 10/);
  await assert.rejects(people.click(ADA, id, 'reject', { reason: 'no', else: 'x' }), /no input else/);
  await assert.rejects(people.click(ADA, id, 'approve', { reason: 'no' }), /sends no form/);
  assert.ok((await people.click(ADA, id, { text: 'reject' }, { reason: 'no' })).acked);
  assert.ok((await people.click(ADA, id, 'reject', {}, { force: true })).acked);
  assert.deepEqual(values, [{ reason: 'no' }, {}]);
});

test('a bad answer to a click is the error that the person would see', async () => {
  await using tenant = await openTenant({ limits: { ackMs: 400 } });
  const { feishu } = tenant;
  const answers: (() => unknown)[] = [
    () => undefined,
    () => 'text',
    () => ({ toast: { type: 'shout', content: 'x' } }),
    () => ({ card: { type: 'raw', data: cardOf([{ tag: 'marquee' }]) } }),
    () => {
      throw new Error('handler');
    },
    () => new Promise(() => {}),
  ];
  const id = await tenant.send(approvalCard());
  assert.deepEqual(await errorOf(), '200340', 'nobody is connected');
  let turn = 0;
  await tenant.connect({ [CLICK]: () => answers[turn++]?.() });
  async function errorOf(): Promise<string> {
    const outcome = await feishu.people.click(ADA, id, 'approve');
    return outcome.acked ? 'acked' : outcome.error;
  }
  const errors: string[] = [];
  for (const _ of answers) errors.push(await errorOf());
  assert.deepEqual(errors, ['108002', '200672', '200672', '200672', '200671', '200340']);
  assert.equal(feishu.messages(ROOM)[0]?.history.length, 1, 'no bad card was applied');
  assert.equal(feishu.toasts(ADA).length, 7);
  assert.equal(feishu.pushes.length, 7, 'a click is never pushed again');
});

test('the delayed update works twice, after the answer and not before', async () => {
  await using tenant = await openTenant();
  const { feishu, client } = tenant;
  const update = (token: unknown, text: string): ReturnType<typeof refusalOf> =>
    refusalOf(
      client.request({
        method: 'POST',
        url: '/open-apis/interactive/v1/card/update',
        data: { token, card: cardOf([{ tag: 'markdown', content: text }]) },
      }),
    );
  let token: unknown;
  let early = 0;
  await tenant.connect({
    [CLICK]: async (data) => {
      token = data.token;
      early = (await update(token, 'early')).code;
      return {};
    },
  });
  const id = await tenant.send(approvalCard());
  await feishu.people.click(ADA, id, 'approve');
  assert.notEqual(early, 0);
  assert.equal((await update(token, 'first')).code, 0);
  assert.equal((await update(token, 'second')).code, 0);
  assert.notEqual((await update(token, 'third')).code, 0);
  assert.deepEqual(
    feishu.messages(ROOM)[0]?.history.map((one) => one.by),
    ['post', 'card_update', 'card_update'],
  );
});

test('a menu that may be left empty is left out, and takes none but its options', async () => {
  await using tenant = await openTenant();
  const { people } = tenant.feishu;
  const values: unknown[] = [];
  await tenant.connect({
    [CLICK]: (data) => {
      values.push((data.action as Data).form_value);
      return {};
    },
  });
  const options = ['now', 'tonight'].map((value) => ({ value, text: { tag: 'plain_text', content: value } }));
  const menu = { tag: 'select_static', name: 'window', required: false, options };
  const send = button('send', { form_action_type: 'submit' });
  const id = await tenant.send(cardOf([{ tag: 'form', name: 'ask', elements: [menu, send] }]));
  assert.ok((await people.click(ADA, id, 'send', { window: '' })).acked);
  assert.ok((await people.click(ADA, id, 'send', { window: 'tonight' })).acked);
  await assert.rejects(people.click(ADA, id, 'send', { window: 'never' }), /no such option/);
  assert.deepEqual(values, [{}, { window: 'tonight' }]);
});
