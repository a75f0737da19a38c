import { h, icon } from '../dom.js';
import { withEmoji } from '../emoji.js';
import { t } from '../language.js';
import { link } from '../link.js';
import { markdown } from '../markdown.js';
import { action } from './actions.js';
import { mrkdwn } from './mrkdwn.js';
import { richText } from './rich-text.js';

/** Block Kit as elements. `place` is the message on which its buttons stand; without it they are not drawn. */
export function blocksOf(blocks, place) {
  return blocks.map((block) => draw(block, place));
}

function draw(block, place) {
  switch (block.type) {
    case 'header':
      return h('h3', { class: 'block header' }, withEmoji(block.text.text));
    case 'section':
      return section(block, place);
    case 'context':
      return h('div', { class: 'block context' }, block.elements.map(contextPart));
    case 'actions':
    case 'context_actions':
      return h(
        'div',
        { class: 'block actions' },
        place && block.elements.map((one) => action(one, block.block_id, place)),
      );
    case 'divider':
      return h('hr', { class: 'block divider' });
    case 'image':
      return picture(block);
    case 'rich_text':
      return h('div', { class: 'block rich' }, richText(block));
    case 'markdown':
      return h('div', { class: 'block markdown' }, markdown(block.text));
    case 'plan':
      return plan(block);
    case 'task_card':
      return h('ol', { class: 'block plan' }, task(block));
    case 'table':
    case 'data_table':
      return table(block);
    case 'card':
      return card(block, place);
    case 'alert':
      return h('div', { class: `block alert ${block.level ?? 'default'}`, role: 'note' }, textOf(block.text));
    case 'container':
      return container(block, place);
    default:
      return h('div', { class: 'block unknown' }, t('unknown_block', { type: block.type }));
  }
}

function textOf(object) {
  return object.type === 'mrkdwn' ? mrkdwn(object.text) : withEmoji(object.text);
}

function section(block, place) {
  return h(
    'div',
    { class: 'block section' },
    h(
      'div',
      { class: 'section-main' },
      block.text && h('div', { class: 'section-text' }, textOf(block.text)),
      block.fields &&
        h(
          'div',
          { class: 'fields' },
          block.fields.map((field) => h('div', { class: 'cell' }, textOf(field))),
        ),
    ),
    block.accessory &&
      place &&
      h('div', { class: 'accessory' }, action(block.accessory, block.block_id, place)),
  );
}

function contextPart(part) {
  if (part.type === 'image') return h('span', { class: 'image-note' }, t('image', { alt: part.alt_text }));
  return h('span', { class: 'context-text' }, textOf(part));
}

/** Pictures live elsewhere and this page loads nothing from elsewhere, so their words stand for them. */
function picture(block) {
  return h(
    'figure',
    { class: 'block picture' },
    block.title && h('figcaption', {}, textOf(block.title)),
    h('div', { class: 'image-note' }, t('image', { alt: block.alt_text })),
  );
}

function plan(block) {
  const tasks = block.tasks ?? [];
  return h(
    'div',
    { class: 'block plan-block' },
    h('div', { class: 'plan-title' }, withEmoji(block.title)),
    h('ol', { class: 'plan' }, tasks.map(task)),
  );
}

function task(one) {
  const mark = { complete: icon('check'), error: icon('cross') }[one.status];
  return h(
    'li',
    { class: 'task', 'data-status': one.status },
    h('span', { class: 'task-mark', role: 'img', 'aria-label': t(`status_${one.status}`) }, mark),
    h(
      'div',
      {},
      h('div', { class: 'task-title' }, withEmoji(one.title)),
      one.details && h('div', { class: 'task-more' }, richText(one.details)),
      one.output && h('div', { class: 'task-more' }, richText(one.output)),
      one.sources &&
        h(
          'div',
          { class: 'task-more' },
          one.sources.map((source) => [link(source.url, source.text), ' ']),
        ),
    ),
  );
}

function table(block) {
  const [head, ...rows] = block.rows;
  const cell = (one) => (one.type === 'rich_text' ? richText(one) : one.text);
  return h(
    'div',
    { class: 'block table-wrap' },
    h(
      'table',
      {},
      block.caption && h('caption', {}, block.caption),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          head.map((one) => h('th', { scope: 'col' }, cell(one))),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map((row) =>
          h(
            'tr',
            {},
            row.map((one) => h('td', {}, cell(one))),
          ),
        ),
      ),
    ),
  );
}

function card(block, place) {
  return h(
    'div',
    { class: 'block inner-card' },
    block.title && h('strong', {}, textOf(block.title)),
    block.subtitle && h('div', { class: 'context-text' }, textOf(block.subtitle)),
    block.body && h('div', {}, textOf(block.body)),
    block.actions &&
      place &&
      h(
        'div',
        { class: 'actions' },
        block.actions.map((one) => action(one, block.block_id, place)),
      ),
  );
}

function container(block, place) {
  const title = block.title ? withEmoji(block.title.text) : richText(block.rich_text_title ?? {});
  const inner = blocksOf(block.child_blocks, place);
  if (!block.is_collapsible) return h('div', { class: 'block inner-card' }, h('strong', {}, title), inner);
  return h(
    'details',
    { class: 'block inner-card', open: !block.default_collapsed },
    h('summary', {}, title),
    inner,
  );
}
