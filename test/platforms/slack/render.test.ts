import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Action, Card, Form, Part, Span } from '../../../src/domain/card.ts';
import { readButtonValue } from '../../../src/platforms/slack/button.ts';
import { renderCard, renderPlain } from '../../../src/platforms/slack/render.ts';
import { formView, messageView } from '../../../src/platforms/slack/view.ts';
import { acceptBlocks, viewProblems } from '../../../src/simulator/slack/blocks/surfaces.ts';

const anyString = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom(
    '',
    ' ',
    '\n',
    '`*_~',
    '<!channel>',
    '&amp;',
    '👩‍👩‍👧‍👦'.repeat(40),
    'e\u0301'.repeat(2_000),
  ),
  fc.nat({ max: 12_000 }).map((length) => 'long text & <more> '.repeat(700).slice(0, length)),
);
const span: fc.Arbitrary<Span> = fc.oneof(
  anyString,
  fc.record({ kind: fc.constant('bold' as const), text: anyString }),
  fc.record({ kind: fc.constant('code' as const), text: anyString }),
  fc.record({
    kind: fc.constant('link' as const),
    text: anyString,
    url: fc.oneof(fc.webUrl(), anyString, fc.constant('javascript:alert(1)')),
  }),
  fc.record({ kind: fc.constant('mention' as const), name: anyString, account: anyString }),
  fc.record({ kind: fc.constant('time' as const), at: fc.oneof(fc.integer(), fc.double()) }),
);
const spans = fc.array(span, { maxLength: 6 });
const action: fc.Arbitrary<Action> = fc.record({
  approval: fc.integer(),
  attempt: anyString,
  verdict: fc.constantFrom('approve' as const, 'reject' as const),
  label: anyString,
  style: fc.constantFrom('primary' as const, 'danger' as const, 'plain' as const),
});
const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record({
    kind: fc.constant('title' as const),
    text: anyString,
    tone: fc.constantFrom('neutral' as const, 'running' as const, 'waiting' as const, 'bad' as const),
  }),
  fc.record({
    kind: fc.constant('fields' as const),
    fields: fc.array(fc.record({ label: anyString, value: spans }), { maxLength: 45 }),
  }),
  fc.record({ kind: fc.constant('progress' as const), done: fc.integer(), total: fc.integer() }),
  fc.record({
    kind: fc.constant('steps' as const),
    steps: fc.array(
      fc.record({
        mark: fc.constantFrom('pending' as const, 'running' as const, 'done' as const, 'failed' as const),
        title: anyString,
        note: spans,
        depth: fc.integer({ min: -2, max: 12 }),
      }),
      { maxLength: 200 },
    ),
  }),
  fc.record({ kind: fc.constant('text' as const), text: spans }),
  fc.constant({ kind: 'divider' as const }),
  fc.record({ kind: fc.constant('actions' as const), actions: fc.array(action, { maxLength: 60 }) }),
  fc.record({ kind: fc.constant('footnote' as const), text: spans }),
);
const anyCard: fc.Arbitrary<Card> = fc.record({
  summary: anyString,
  parts: fc.array(part, { maxLength: 70 }),
});

void test('every card comes out as blocks that Slack takes', () => {
  fc.assert(
    fc.property(anyCard, (card) => {
      for (const message of [renderCard(card), renderPlain(card)]) {
        acceptBlocks(JSON.parse(JSON.stringify(message.blocks)));
        assert.ok(message.blocks.length > 0 && message.text.length > 0 && message.text.length <= 4_000);
      }
    }),
    { numRuns: 300 },
  );
});

void test('every dialog comes out as a view that Slack takes', () => {
  const form: fc.Arbitrary<Form> = fc.record({
    title: anyString,
    text: anyString,
    fields: fc.uniqueArray(
      fc.record({
        id: fc.string({ minLength: 1, maxLength: 40 }),
        label: anyString,
        kind: fc.constantFrom('line' as const, 'lines' as const),
        required: fc.boolean(),
        placeholder: anyString,
        maxLength: fc.integer({ min: 0, max: 100_000 }),
      }),
      { minLength: 1, maxLength: 8, selector: ({ id }) => id },
    ),
    submit: anyString,
    cancel: anyString,
    instead: anyString,
    subject: fc.record({
      approval: fc.integer(),
      attempt: fc.string({ maxLength: 300 }),
      verdict: fc.constant('reject' as const),
    }),
  });
  const event = {
    key: 'click:1',
    conversation: 'thread:C1:1.1',
    actor: { platform: 'slack', id: 'U1' },
    room: { platform: 'slack', id: 'C1' },
    deed: { kind: 'click' as const, approval: 1, attempt: 'a', verdict: 'reject' as const },
    handle: {},
    at: 0,
    handleUntil: 0,
  };
  fc.assert(
    fc.property(form, anyString, (one, sentence) => {
      assert.deepEqual(viewProblems(JSON.parse(JSON.stringify(formView(one, event)))), []);
      assert.deepEqual(viewProblems(JSON.parse(JSON.stringify(messageView(sentence, one.title)))), []);
    }),
  );
});

void test('what a button carries comes back', () => {
  fc.assert(
    fc.property(action, (one) => {
      fc.pre(one.attempt.length <= 500);
      const { blocks } = renderCard({ summary: 's', parts: [{ kind: 'actions', actions: [one] }] });
      const [block] = blocks;
      assert.ok(block?.type === 'actions' && block.elements[0]?.type === 'button');
      assert.deepEqual(readButtonValue(block.elements[0].value ?? ''), {
        approval: one.approval,
        attempt: one.attempt,
        verdict: one.verdict,
      });
    }),
  );
});

void test('a list of 200 steps shows those around the active one, and counts the others', () => {
  const steps = Array.from({ length: 200 }, (_, i) => ({
    mark: i < 150 ? ('done' as const) : i === 150 ? ('waiting' as const) : ('pending' as const),
    title: `step ${i}`,
    depth: 0,
  }));
  const shown = JSON.stringify(renderCard({ summary: 's', parts: [{ kind: 'steps', steps }] }).blocks);
  assert.match(shown, /⏸️ {2}step 150/);
  assert.match(shown, /step 151/);
  assert.doesNotMatch(shown, /step 5\b/);
  const [, before, after] = /… \+(\d+).*… \+(\d+)/.exec(shown) ?? [];
  assert.equal(Number(before) + Number(after) + (shown.match(/step \d+/g)?.length ?? 0), 200);
});

void test('title and buttons outlive everything else on a card that is too large', () => {
  const filler: Part[] = Array.from({ length: 120 }, () => ({ kind: 'text', text: ['x'.repeat(9_000)] }));
  const action: Action = {
    approval: 3,
    attempt: 'a',
    verdict: 'approve',
    label: 'Approve',
    style: 'primary',
  };
  const { blocks } = renderCard({
    summary: 's',
    parts: [
      { kind: 'title', text: 'shop → prod', tone: 'waiting' },
      ...filler,
      { kind: 'actions', actions: [action] },
    ],
  });
  assert.equal(blocks[0]?.type, 'header');
  assert.equal(blocks.at(-1)?.type, 'actions');
  assert.equal(blocks.at(-2)?.block_id, 'missing');
});

void test('an edited card keeps its block ids', () => {
  const of = (state: string): (string | undefined)[] =>
    renderCard({
      summary: state,
      parts: [
        { kind: 'title', text: state, tone: 'running' },
        { kind: 'steps', steps: [{ mark: 'running', title: state, depth: 0 }] },
        { kind: 'footnote', text: [state] },
      ],
    }).blocks.map(({ block_id: id }) => id);
  assert.deepEqual(of('one'), of('two'));
});
