import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Form } from '../../../src/domain/card.ts';
import { approvalCard, approvalForm, reasonForm } from '../cards.ts';
import type { PlatformCase } from '../platform.ts';
import { recording } from '../recording.ts';
import { eventually, signal, toldAlone } from './expect.ts';

const CHINESE: Form = {
  ...approvalForm,
  title: '批准',
  fields: [
    { id: 'ticket', label: '变更单号', kind: 'line', required: true, maxLength: 256 },
    {
      id: 'window',
      label: '时间窗口',
      kind: 'choice',
      options: ['现在', '今晚 & 明早'],
      required: true,
      maxLength: 256,
    },
    { id: 'reason', label: '原因', kind: 'lines', required: true, maxLength: 500 },
  ],
  submit: '批准',
  cancel: '取消',
};

/** What an approval asks beside the verdict. */
export function formsContract({ traits, open }: PlatformCase): void {
  if (!traits.fills) {
    void test('an approval that asks for more than the card can tells how to type it', async () => {
      await using bench = await open();
      const inbound = recording(() => ({ kind: 'form', form: approvalForm }));
      await bench.platform.start(inbound);
      const ref = await bench.platform.post(bench.room, approvalCard(), 'key', signal());
      assert.equal(await bench.click(ref, 'approve'), true);
      assert.equal(inbound.events[0]?.deed.kind, 'click');
      await eventually(() =>
        assert.match(toldAlone(bench), /flow approve 42 ticket="…" window="…" because …/),
      );
      await eventually(() => assert.deepEqual(inbound.answered, [1]));
    });
    return;
  }

  const forms: readonly [string, Form, Record<string, string>][] = [
    ['English', approvalForm, { ticket: 'OPS-7 <b> & co', window: 'to & <night>', reason: 'all\ngreen' }],
    ['Chinese', CHINESE, { ticket: '变更 7 号', window: '今晚 & 明早', reason: '全部通过' }],
  ];
  for (const [language, form, values] of forms) {
    void test(`an approval brings what its form asks, a choice and two texts, in ${language}`, async () => {
      await using bench = await open();
      const inbound = recording(({ deed }) =>
        deed.kind === 'click' ? { kind: 'form', form } : { kind: 'none' },
      );
      await bench.platform.start(inbound);
      const ref = await bench.platform.post(bench.room, approvalCard(form), 'key', signal());
      assert.equal(await bench.fill(ref, 'approve', values), true);
      assert.deepEqual(inbound.events.at(-1)?.deed, {
        kind: 'form',
        approval: 7,
        attempt: 'attempt-1',
        verdict: 'approve',
        values,
      });
    });
  }

  void test('both verdicts may ask: the reason of the one is never taken for that of the other', async () => {
    await using bench = await open();
    const inbound = recording(({ deed }) => {
      if (deed.kind !== 'click') return { kind: 'none' };
      return { kind: 'form', form: deed.verdict === 'approve' ? approvalForm : reasonForm };
    });
    await bench.platform.start(inbound);
    const ref = await bench.platform.post(bench.room, approvalCard(), 'key', signal());
    assert.equal(await bench.reject(ref, 'tests are red'), true);
    const deed = inbound.events.at(-1)?.deed;
    assert.ok(deed?.kind === 'form');
    assert.deepEqual([deed.verdict, deed.values], ['reject', { reason: 'tests are red' }]);
  });

  void test('what is missing or wrong is said in place, and filling it in is another event', async () => {
    await using bench = await open();
    const inbound = recording(({ deed }) => {
      if (deed.kind !== 'form') return { kind: 'form', form: approvalForm };
      if (deed.values.ticket !== '') return { kind: 'none' };
      return {
        kind: 'field-errors',
        errors: { ticket: 'Please fill in the ticket.', window: '请选择时间窗口。' },
      };
    });
    await bench.platform.start(inbound);
    const ref = await bench.platform.post(bench.room, approvalCard(), 'key', signal());
    assert.equal(await bench.fill(ref, 'approve', { reason: 'all green' }, { careless: true }), true);
    const first = inbound.events.at(-1)?.deed;
    assert.ok(first?.kind === 'form');
    assert.deepEqual(first.values, { ticket: '', window: '', reason: 'all green' });
    await eventually(() => {
      assert.match(bench.complaints().join('\n'), /Please fill in the ticket\./);
      assert.match(bench.complaints().join('\n'), /请选择时间窗口。/);
    });
    const values = { ticket: 'OPS-7', window: 'now', reason: 'all green' };
    assert.equal(await bench.fill(ref, 'approve', values), true);
    const deeds = inbound.events.flatMap(({ deed }) => (deed.kind === 'form' ? [deed.values] : []));
    assert.deepEqual(deeds.slice(1), [values]);
  });

  void test('a choice between more than the vendor shows can still be made', async () => {
    await using bench = await open();
    const options = Array.from({ length: 150 }, (_, i) => `${i} ${'长'.repeat(80)}`);
    const fields = approvalForm.fields.map((field) =>
      field.kind === 'choice' ? { ...field, options } : field,
    );
    const form = { ...approvalForm, fields };
    const inbound = recording(({ deed }) =>
      deed.kind === 'click' ? { kind: 'form', form } : { kind: 'none' },
    );
    await bench.platform.start(inbound);
    const ref = await bench.platform.post(bench.room, approvalCard(form), 'key', signal());
    const values = { ticket: 'OPS-7', window: options[149] ?? '', reason: 'all green' };
    assert.equal(await bench.fill(ref, 'approve', values), true);
    const deed = inbound.events.at(-1)?.deed;
    assert.ok(deed?.kind === 'form');
    assert.deepEqual(deed.values, values);
  });
}
