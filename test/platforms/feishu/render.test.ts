import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Card, Part, Span } from '../../../src/domain/card.ts';
import type { Form as FormElement } from '../../../src/platforms/feishu/elements.ts';
import { renderCard, renderPlain } from '../../../src/platforms/feishu/render.ts';
import { card, hugeCard, reasonCard, reasonForm } from '../../contracts/cards.ts';
import { cardSchema, namesIn } from './card-schema.ts';

const known = (account: string): string | undefined => (account === 'ada@example.com' ? 'ou_ada' : undefined);

/** Feishu's own limit for the request: 30 KB of UTF-8. */
const MAX_BYTES = 30 * 1024;

function assertTaken(rendered: unknown): void {
  const read = cardSchema.safeParse(rendered);
  assert.ok(read.success, JSON.stringify(read.error?.issues[0]));
  const request = JSON.stringify({
    receive_id: 'oc_84983ff6516d731e5b5f68d4ea2e1da5',
    msg_type: 'interactive',
    content: JSON.stringify(rendered),
    uuid: 'u'.repeat(40),
  });
  assert.ok(Buffer.byteLength(request) <= MAX_BYTES, `${Buffer.byteLength(request)} bytes`);
  const names = namesIn(rendered);
  assert.equal(new Set(names).size, names.length, names.join());
}

void test('a card has its title in the colour of its tone, and Feishu takes it', () => {
  const rendered = renderCard(card('waiting'), known);
  assertTaken(rendered);
  assert.deepEqual(rendered.header, {
    template: 'orange',
    title: { tag: 'plain_text', content: 'shop → prod' },
  });
  assert.equal(rendered.config.update_multi, true, 'without it the card could not be edited');
  assert.equal(rendered.config.summary.content, 'shop to prod: waiting');
  assert.equal(renderCard({ summary: 'x', parts: [] }, known).header, undefined);
});

void test('an approve button carries its gate; a reject that asks is a form at the root of the card', () => {
  const rendered = renderCard(reasonCard(), known);
  assertTaken(rendered);
  const form = rendered.body.elements.find((one): one is FormElement => one.tag === 'form');
  assert.ok(form);
  assert.match(JSON.stringify(form), /"name":"reason_7"/);
  assert.match(
    JSON.stringify(form),
    /"value":\{"approval":7,"attempt":"attempt-1","verdict":"reject","fields":\["reason"\]\}/,
  );
  const others = JSON.stringify(rendered.body.elements.filter((one) => one !== form));
  assert.match(others, /"value":\{"approval":7,"attempt":"attempt-1","verdict":"approve"\}/);
});

void test('several gates at once have each their own form', () => {
  const gate = (approval: number): Part => ({
    kind: 'actions',
    actions: [
      { approval, attempt: `a${approval}`, verdict: 'approve', label: 'Approve', style: 'primary' },
      {
        approval,
        attempt: `a${approval}`,
        verdict: 'reject',
        label: 'Reject',
        style: 'danger',
        asks: reasonForm,
      },
    ],
  });
  const rendered = renderCard({ summary: 's', parts: [gate(1), gate(2), gate(3), gate(3)] }, known);
  assertTaken(rendered);
  assert.deepEqual(
    rendered.body.elements.flatMap((one) => (one.tag === 'form' ? [one.name] : [])),
    ['form_reject_1', 'form_reject_2', 'form_reject_3'],
  );
});

void test('a mention calls who is known, and names everybody else', () => {
  const mention = (account?: string): Card => ({
    summary: 's',
    parts: [
      {
        kind: 'text',
        text: [{ kind: 'mention', name: 'Ada <L>', ...(account === undefined ? {} : { account }) }],
      },
    ],
  });
  const shown = (account?: string): string => JSON.stringify(renderCard(mention(account), known).body);
  assert.match(shown('ada@example.com'), /<at id=ou_ada><\/at>/);
  for (const account of [undefined, 'all', 'ou_unknown', 'gone@example.com']) {
    assert.doesNotMatch(shown(account), /<at/);
    assert.match(shown(account), /@Ada &#60;L&#62;/);
  }
  const evil = JSON.stringify(renderCard(mention('x'), () => 'all').body);
  assert.doesNotMatch(evil, /<at/, 'nobody calls everybody');
});

void test('a moment is shown in the time zone of its reader', () => {
  const at = Date.UTC(2026, 0, 2, 3, 4);
  const rendered = renderCard(
    { summary: 's', parts: [{ kind: 'footnote', text: [{ kind: 'time', at }] }] },
    known,
  );
  assert.deepEqual(rendered.body.elements, [
    {
      tag: 'markdown',
      content: `<local_datetime millisecond='${at}' format_type='date_short'></local_datetime> <local_datetime millisecond='${at}' format_type='time'></local_datetime>`,
      text_size: 'notation',
    },
  ]);
});

void test('a card over every limit keeps its title, its buttons and the step where something happens', () => {
  const rendered = renderCard(hugeCard(), known);
  assertTaken(rendered);
  const shown = JSON.stringify(rendered);
  assert.match(shown, /the title stays/);
  assert.match(shown, /step 120/);
  assert.match(shown, /"verdict":"approve"/);
  assert.match(shown, /"verdict":"reject"/);
});

void test('a hundred gates come out, as many of them as fit', () => {
  const parts: Part[] = Array.from({ length: 100 }, (_, approval) => ({
    kind: 'actions',
    actions: [
      {
        approval,
        attempt: 'a'.repeat(400),
        verdict: 'reject',
        label: `Reject “${'很长的名字'.repeat(20)}”`,
        style: 'danger',
        asks: reasonForm,
      },
    ],
  }));
  const rendered = renderCard({ summary: 's', parts }, known);
  assertTaken(rendered);
  assert.match(JSON.stringify(rendered), /… \+\d+/);
});

const words = fc.string({ unit: 'grapheme', maxLength: 300 });
const span: fc.Arbitrary<Span> = fc.oneof(
  words,
  fc.record({ kind: fc.constantFrom('bold' as const, 'code' as const), text: words }),
  fc.record({ kind: fc.constant('link' as const), text: words, url: fc.oneof(fc.webUrl(), words) }),
  fc.record({ kind: fc.constant('mention' as const), name: words, account: words }),
  fc.record({ kind: fc.constant('time' as const), at: fc.oneof(fc.integer(), fc.double()) }),
);
const text = fc.array(span, { maxLength: 8 });
const action = fc.record(
  {
    approval: fc.nat(),
    attempt: words,
    verdict: fc.constantFrom('approve' as const, 'reject' as const),
    label: words,
    style: fc.constantFrom('primary' as const, 'danger' as const, 'plain' as const),
    asks: fc.constant(reasonForm),
  },
  { requiredKeys: ['approval', 'attempt', 'verdict', 'label', 'style'] },
);
const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record({
    kind: fc.constant('title' as const),
    text: words,
    tone: fc.constantFrom('neutral' as const, 'waiting' as const, 'bad' as const),
  }),
  fc.record({
    kind: fc.constant('fields' as const),
    fields: fc.array(fc.record({ label: words, value: text }), { maxLength: 30 }),
  }),
  fc.record({ kind: fc.constant('progress' as const), done: fc.integer(), total: fc.integer() }),
  fc.record({
    kind: fc.constant('steps' as const),
    steps: fc.array(
      fc.record({
        mark: fc.constantFrom('done' as const, 'running' as const, 'pending' as const),
        title: words,
        note: text,
        depth: fc.integer(),
      }),
      { maxLength: 30 },
    ),
  }),
  fc.record({ kind: fc.constant('text' as const), text }),
  fc.record({ kind: fc.constant('divider' as const) }),
  fc.record({ kind: fc.constant('actions' as const), actions: fc.array(action, { maxLength: 8 }) }),
  fc.record({ kind: fc.constant('footnote' as const), text }),
);

void test('whatever a card holds, Feishu takes it, and it calls nobody', () => {
  fc.assert(
    fc.property(fc.record({ summary: words, parts: fc.array(part, { maxLength: 12 }) }), (anything) => {
      for (const rendered of [renderCard(anything, known), renderPlain(anything)]) {
        assertTaken(rendered);
        assert.doesNotMatch(JSON.stringify(rendered), /<at/);
      }
    }),
    { numRuns: 150 },
  );
});
