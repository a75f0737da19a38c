import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WebAPIPlatformError } from '@slack/web-api';
import { messageProblems, viewProblems } from '../../../src/simulator/slack/blocks/surfaces.ts';
import { openWorkspace, ROOM } from './workspace.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const button = (action_id: string, more = {}) => ({ type: 'button', action_id, text: plain('Go'), ...more });
const section = (text: string, more = {}) => ({ type: 'section', text: mrkdwn(text), ...more });

const bad: [string, unknown[], string][] = [
  [
    'text too long',
    [section('x'.repeat(3001))],
    'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
  ],
  ['empty text', [section('')], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
  ['no text', [{ type: 'section' }], 'missing required field: text [json-pointer:/blocks/0]'],
  ['unknown block', [{ type: 'banner' }], 'unsupported type: banner [json-pointer:/blocks/0/type]'],
  [
    'modal only',
    [{ type: 'alert', text: plain('x') }],
    'unsupported type: alert [json-pointer:/blocks/0/type]',
  ],
  [
    'unknown property',
    [section('x', { colour: 'red' })],
    'invalid additional property: colour [json-pointer:/blocks/0]',
  ],
  [
    '51 blocks',
    Array.from({ length: 51 }, () => ({ type: 'divider' })),
    'no more than 50 items allowed [json-pointer:/blocks]',
  ],
  [
    'header in mrkdwn',
    [{ type: 'header', text: mrkdwn('x') }],
    'unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]',
  ],
  [
    'long header',
    [{ type: 'header', text: plain('x'.repeat(151)) }],
    'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
  ],
  [
    'eleven fields',
    [section('x', { fields: Array.from({ length: 11 }, () => mrkdwn('f')) })],
    'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
  ],
  [
    'button label',
    [{ type: 'actions', elements: [button('a', { text: plain('x'.repeat(76)) })] }],
    'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
  ],
  [
    'twin actions',
    [{ type: 'actions', elements: [button('a'), button('a')] }],
    'action_id must be unique within a block [json-pointer:/blocks/0/elements/1/action_id]',
  ],
  [
    'twin blocks',
    [section('x', { block_id: 'b' }), section('y', { block_id: 'b' })],
    'block_id b already exists [json-pointer:/blocks/1/block_id]',
  ],
  [
    'input element in actions',
    [{ type: 'actions', elements: [{ type: 'plain_text_input', action_id: 'a' }] }],
    'unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]',
  ],
  [
    'confirm without text',
    [{ type: 'actions', elements: [button('a', { confirm: { title: plain('Sure?') } })] }],
    'missing required field: text [json-pointer:/blocks/0/elements/0/confirm]',
  ],
  [
    'task status',
    [{ type: 'plan', title: 'p', tasks: [{ type: 'task_card', task_id: '1', title: 't', status: 'done' }] }],
    'must be a valid enum value: pending, in_progress, complete, error [json-pointer:/blocks/0/tasks/0/status]',
  ],
];

for (const [name, blocks, expected] of bad) {
  void test(`invalid_blocks points at the mistake: ${name}`, () => {
    const lines = messageProblems(blocks).map((one) => `${one.message} [json-pointer:${one.pointer}]`);
    assert.deepEqual(lines, [expected]);
  });
}

void test('a rich card is taken', () => {
  const text = [
    { type: 'text', text: 'done', style: { bold: true } },
    { type: 'user', user_id: 'U1' },
  ];
  const rich = { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: text }] };
  const blocks = [
    { type: 'header', text: plain('shop → prod') },
    section('*hello*', {
      fields: [mrkdwn('*tag*\nv2')],
      accessory: button('open', { url: 'https://example.com' }),
    }),
    {
      type: 'context',
      elements: [mrkdwn('by <@U1>'), { type: 'image', image_url: 'https://x.example/a.png', alt_text: 'a' }],
    },
    rich,
    {
      type: 'plan',
      title: 'Steps',
      tasks: [{ type: 'task_card', task_id: '1', title: 'a', status: 'complete', output: rich }],
    },
    { type: 'actions', elements: [button('yes', { style: 'primary', confirm: { text: mrkdwn('Sure?') } })] },
    { type: 'markdown', text: '# notes' },
  ];
  assert.deepEqual(messageProblems(blocks), []);
});

void test('a modal with inputs wants a submit button and short titles', () => {
  const input = {
    type: 'input',
    label: plain('Why'),
    element: { type: 'plain_text_input', multiline: true },
  };
  const view = { type: 'modal', title: plain('Reject'), blocks: [input] };
  assert.deepEqual(viewProblems({ ...view, submit: plain('Reject') }), []);
  const [missing] = viewProblems(view);
  assert.match(missing?.message ?? '', /submit is required/);
  const [long] = viewProblems({ ...view, submit: plain('x'.repeat(25)) });
  assert.deepEqual(long, { pointer: '/view/submit/text', message: 'must be less than 25 characters' });
});

void test('the Web API answers invalid_blocks with every pointer, and msg_blocks_too_long over the whole message', async () => {
  await using at = await openWorkspace();
  const post = (blocks: unknown[]) =>
    at.web.apiCall('chat.postMessage', { channel: ROOM, text: 'x', blocks }).then(
      () => undefined,
      (err: unknown) => {
        assert.ok(err instanceof WebAPIPlatformError);
        return err.data as typeof err.data & { errors?: string[] };
      },
    );
  const wrong = await post([section(''), { type: 'banner' }]);
  const lines = [
    'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
    'unsupported type: banner [json-pointer:/blocks/1/type]',
  ];
  assert.equal(wrong?.error, 'invalid_blocks');
  assert.deepEqual(wrong?.errors, lines);
  assert.deepEqual(
    wrong?.response_metadata?.messages,
    lines.map((line) => `[ERROR] ${line}`),
  );
  const heavy = await post(Array.from({ length: 5 }, () => section('x'.repeat(2_900))));
  assert.equal(heavy?.error, 'msg_blocks_too_long');
  assert.equal(at.slack.messages(ROOM).length, 0);
});
