import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../../../src/simulator/feishu/api-error.ts';
import { checkCard } from '../../../src/simulator/feishu/card/card.ts';
import { feishuLimits } from '../../../src/simulator/feishu/options.ts';
import { button, cardOf, type Data } from './tenant.ts';

const plain = (content: string): Data => ({ tag: 'plain_text', content });
const input = (name: string, more: Data = {}): Data => ({ tag: 'input', name, ...more });
const submit = (name = 'send'): Data => button(name, { form_action_type: 'submit' });
const form = (elements: unknown[], name = 'form'): Data => ({ tag: 'form', name, elements });
const markdown = (content: string, more: Data = {}): Data => ({ tag: 'markdown', content, ...more });
const columns = (...elements: unknown[]): Data => ({
  tag: 'column_set',
  columns: [{ tag: 'column', width: 'auto', elements }],
});
const nested = (depth: number): Data => (depth === 0 ? markdown('x') : columns(nested(depth - 1)));
const table = '| a | b |\n| --- | :-: |\n| 1 | 2 |';
const withConfig = (config: Data): Data => ({ ...cardOf([]), config });

const taken: Record<string, Data> = {
  'an empty body': cardOf([]),
  'everything that a header has': cardOf([], {
    header: {
      template: 'orange',
      title: plain('Deploy'),
      subtitle: { tag: 'lark_md', content: '*run*' },
      icon: { tag: 'standard_icon', token: 'chat_outlined', color: 'blue' },
      text_tag_list: [{ tag: 'text_tag', text: plain('waiting'), color: 'orange' }],
    },
  }),
  'a configuration': withConfig({
    update_multi: true,
    width_mode: 'fill',
    summary: { content: 'waiting', i18n_content: { zh_cn: '等待' } },
    enable_forward: false,
  }),
  'a button with everything': cardOf([
    button('ok', {
      element_id: 'b_ok',
      type: 'primary_filled',
      size: 'small',
      width: 'fill',
      margin: '0px 4px',
      disabled: true,
      disabled_tips: plain('later'),
      confirm: { title: plain('Sure?'), text: plain('It deploys') },
    }),
  ]),
  'a link': cardOf([
    button('open', { behaviors: [{ type: 'open_url', default_url: 'https://example.com/runs/1' }] }),
  ]),
  'a form': cardOf([form([input('reason', { required: true, max_length: 500 }), columns(submit())])]),
  'two forms': cardOf([form([input('a'), submit('one')], 'f1'), form([input('b'), submit('two')], 'f2')]),
  'panels and lines': cardOf([
    {
      tag: 'collapsible_panel',
      expanded: false,
      header: { title: plain('Log') },
      elements: [markdown('x'), { tag: 'hr' }],
    },
  ]),
  'five containers deep': cardOf([nested(5)]),
  'three tables': cardOf([markdown(`${table}\n\n${table}`), markdown(table)]),
  'the older schema with anything': { elements: [{ tag: 'action', actions: [] }], whatever: 1 },
};

const refused: Record<string, [Data, RegExp]> = {
  'a property that nobody knows': [
    cardOf([markdown('x', { colour: 'red' })]),
    /unknown property, property: colour/,
  ],
  'one at the root': [cardOf([], { elements: [] }), /property: elements, path: ROOT;/],
  'one in a text': [cardOf([button('a', { text: { ...plain('a'), bold: true } })]), /property: bold/],
  'a value at a button': [cardOf([button('a', { value: {} })]), /property: value/],
  'a tag of the older schema': [cardOf([{ tag: 'action', actions: [] }]), /200861; .*unsupported tag action/],
  'a note': [cardOf([{ tag: 'note', elements: [] }]), /unsupported tag note/],
  'an element without tag': [cardOf([{ content: 'x' }]), /missing tag/],
  'a card that is not shared': [withConfig({ update_multi: false }), /update_multi/],
  'an unknown colour': [cardOf([], { header: { title: plain('x'), template: 'pink' } }), /template/],
  'a header without title': [cardOf([], { header: {} }), /missing property, property: title/],
  'four tags in a header': [
    cardOf([], {
      header: { title: plain('x'), text_tag_list: Array(4).fill({ tag: 'text_tag', text: plain('t') }) },
    }),
    /more than 3/,
  ],
  'the same element_id twice': [
    cardOf([button('a', { element_id: 'x' }), button('b', { element_id: 'x' })]),
    /duplicate element_id x/,
  ],
  'an element_id that begins with a digit': [cardOf([button('a', { element_id: '1x' })]), /element_id/],
  'the same name twice': [cardOf([button('a'), button('a')]), /duplicate name a/],
  'a form in a column': [cardOf([columns(form([submit()]))]), /unsupported tag form/],
  'a form in a form': [cardOf([form([form([submit()], 'inner'), submit('two')])]), /unsupported tag form/],
  'a form without name': [cardOf([{ tag: 'form', elements: [submit()] }]), /property: name/],
  'a form without submit button': [cardOf([form([input('a')])]), /without a submit button/],
  'an input without name in a form': [
    cardOf([form([{ tag: 'input' }, submit()])]),
    /property: name, path: .*form.*input/,
  ],
  'a submit button without name': [
    cardOf([form([{ tag: 'button', text: plain('x'), form_action_type: 'submit' }])]),
    /property: name/,
  ],
  'a submit button outside of a form': [cardOf([submit()]), /outside of a form/],
  'a table in a form': [cardOf([form([{ tag: 'table', columns: [], rows: [] }, submit()])]), /table inside/],
  'a fourth table': [
    cardOf([markdown(`${table}\n\n${table}\n\n${table}`), { tag: 'table', columns: [], rows: [] }]),
    /ErrCode: 11310; ErrMsg: card table number over limit/,
  ],
  'six containers deep': [cardOf([nested(6)]), /nested deeper than 5/],
  'too many elements': [cardOf(Array(201).fill({ tag: 'hr' })), /11310; ErrMsg: element exceeds/],
  'a link to nowhere': [
    cardOf([button('a', { behaviors: [{ type: 'open_url', default_url: 'javascript:alert(1)' }] })]),
    /default_url/,
  ],
  'an unknown behavior': [cardOf([button('a', { behaviors: [{ type: 'shout', value: {} }] })]), /"shout"/],
  'a number for a text': [cardOf([markdown(7 as unknown as string)]), /not a string/],
};

for (const [what, card] of Object.entries(taken)) {
  test(`Feishu takes ${what}`, () => checkCard(card, feishuLimits));
}

for (const [what, [card, reason]] of Object.entries(refused)) {
  test(`Feishu refuses ${what}`, () => {
    assert.throws(
      () => checkCard(card, feishuLimits),
      (err) => {
        assert.ok(err instanceof ApiError);
        assert.equal(err.code, 230099);
        assert.match(err.message, /ErrCode: \d+;/);
        assert.match(err.message, reason);
        return true;
      },
    );
  });
}
