import { act } from '../api.js';
import { askToConfirm } from '../confirm.js';
import { h } from '../dom.js';
import { withEmoji } from '../emoji.js';
import { language, t } from '../language.js';
import { openLink } from '../link.js';
import { cardMarkdown } from './markdown.js';

/** Card JSON 2.0 as elements: https://open.feishu.cn/document/feishu-cards/card-json-v2-structure */
export function cardElement({ id, card }) {
  const { header, body } = card;
  const where = { message: id, form: undefined };
  return h(
    'div',
    { class: 'feishu-card', 'data-testid': 'card' },
    header && heading(header),
    h(
      'div',
      { class: 'feishu-body' },
      (body?.elements ?? card.elements ?? []).map((one) => draw(one, where)),
    ),
  );
}

function heading({ template = 'default', title, subtitle, text_tag_list: tags = [] }) {
  return h(
    'header',
    { class: 'feishu-header', 'data-template': template },
    h(
      'h3',
      {},
      words(title),
      tags.map((tag) => h('span', { class: 'text-tag', 'data-color': tag.color }, words(tag.text))),
    ),
    subtitle && h('div', { class: 'feishu-subtitle' }, words(subtitle)),
  );
}

/** A text object in the language of the page, when it has one. */
function words(object) {
  const translated = object?.i18n_content?.[language() === 'zh' ? 'zh_cn' : 'en_us'];
  return withEmoji(translated ?? object?.content ?? '');
}

/** `where` is the message and the form around, whose inputs a submit button sends. */
function draw(element, where) {
  switch (element.tag) {
    case 'markdown':
      return h(
        'div',
        { class: 'feishu-text', 'data-size': element.text_size },
        cardMarkdown(element.content),
      );
    case 'div':
      return h(
        'div',
        { class: 'feishu-text' },
        element.text?.tag === 'lark_md' ? cardMarkdown(element.text.content) : words(element.text),
        (element.fields ?? []).map(({ text }) =>
          h('div', {}, text.tag === 'lark_md' ? cardMarkdown(text.content) : words(text)),
        ),
      );
    case 'hr':
      return h('hr', { class: 'divider' });
    case 'column_set':
      return columns(element, where);
    case 'form':
      return form(element, where);
    case 'button':
      return button(element, where);
    case 'input':
      return input(element, where);
    case 'select_static':
      return select(element, where);
    case 'collapsible_panel':
      return h(
        'details',
        { class: 'feishu-panel', open: element.expanded === true },
        h('summary', {}, words(element.header?.title)),
        element.elements.map((one) => draw(one, where)),
      );
    case 'img':
      return h('span', { class: 'image-note' }, t('image', { alt: words(element.alt) }));
    default:
      return h('div', { class: 'unknown' }, t('unknown_block', { type: element.tag }));
  }
}

function columns(element, where) {
  return h(
    'div',
    { class: 'feishu-columns', 'data-flex': element.flex_mode },
    element.columns.map((column) =>
      h(
        'div',
        { class: 'feishu-column', 'data-width': column.width, 'data-align': column.vertical_align },
        (column.elements ?? []).map((one) => draw(one, where)),
      ),
    ),
  );
}

function form(element, { message }) {
  const node = h('form', {
    class: 'feishu-form',
    novalidate: true,
    on: { submit: (event) => event.preventDefault() },
  });
  node.append(...element.elements.map((one) => draw(one, { message, form: node })));
  return node;
}

function input(element, { message }) {
  const props = {
    class: 'field',
    name: element.name,
    maxlength: element.max_length,
    placeholder: words(element.placeholder),
    'aria-label': words(element.label ?? element.placeholder),
    'aria-required': element.required ? 'true' : undefined,
    'data-focus': `${message}/${element.name}`,
    'data-testid': `input-${element.name}`,
    value: element.default_value ?? '',
  };
  const field =
    element.input_type === 'multiline_text'
      ? h('textarea', { ...props, rows: element.rows ?? 1 })
      : h('input', { ...props, type: 'text', autocomplete: 'off' });
  if (element.input_type !== 'multiline_text') field.addEventListener('keydown', submitOnEnter);
  return h('div', { class: 'feishu-input' }, element.label && h('label', {}, words(element.label)), field);
}

/** It has no label of its own: what stands above it, or its placeholder, says what it is for. */
function select(element, { message }) {
  const placeholder = words(element.placeholder);
  const node = h(
    'select',
    {
      class: 'field',
      name: element.name,
      'aria-label': placeholder,
      'aria-required': element.required ? 'true' : undefined,
      'data-focus': `${message}/${element.name}`,
      'data-testid': `input-${element.name}`,
    },
    h('option', { value: '' }, placeholder),
    element.options.map(({ text, value }) => h('option', { value }, words(text))),
  );
  node.value = element.initial_option ?? '';
  return h('div', { class: 'feishu-input' }, node);
}

/** The form has one submit button, and its type does not make it the form's default. */
function submitOnEnter(event) {
  if (event.key !== 'Enter' || event.isComposing) return;
  event.preventDefault();
  event.currentTarget.form?.querySelector('[data-submits]')?.click();
}

function button(element, where) {
  const link = element.behaviors?.find((one) => one.type === 'open_url');
  const submits = element.form_action_type === 'submit';
  const made = h(
    'button',
    {
      type: 'button',
      class: 'button feishu-button',
      'data-type': element.type ?? 'default',
      'data-submits': submits || undefined,
      'data-focus': `${where.message}/${element.name ?? element.element_id ?? JSON.stringify(element.behaviors)}`,
      disabled: element.disabled === true,
      on: {
        click() {
          if (link) openLink(link.default_url);
          else void press(element, made, where, submits);
        },
      },
    },
    words(element.text),
  );
  return made;
}

async function press(element, made, { message, form: around }, submits) {
  if (made.getAttribute('aria-busy') === 'true') return;
  const values = submits && around ? valuesOf(around) : {};
  if (values === undefined) return;
  const { confirm } = element;
  if (confirm && !(await askToConfirm({ title: words(confirm.title), text: words(confirm.text) }))) return;
  made.setAttribute('aria-busy', 'true');
  const value = element.behaviors?.find((one) => one.type === 'callback')?.value;
  // What became of it comes as a toast, as Feishu's own client shows it.
  await act('feishu', 'click', {
    message,
    element: { name: element.name, elementId: element.element_id, value },
    values,
  });
  made.removeAttribute('aria-busy');
}

/** What the form holds; undefined when something required is empty, which is then pointed out. */
function valuesOf(around) {
  const fields = [...around.querySelectorAll('[name]')];
  const empty = fields.filter(
    (one) => one.getAttribute('aria-required') === 'true' && one.value.trim() === '',
  );
  for (const one of fields) one.setAttribute('aria-invalid', String(empty.includes(one)));
  if (empty.length > 0) {
    empty[0].focus();
    return undefined;
  }
  return Object.fromEntries(fields.map((one) => [one.name, one.value]));
}
