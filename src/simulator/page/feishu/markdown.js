import { clockTime, dateOf } from '../dates.js';
import { h } from '../dom.js';
import { markdown } from '../markdown.js';
import { personOf, roomOf, state } from '../store.js';

/** The Markdown of cards: https://open.feishu.cn/document/feishu-cards/card-json-v2-components/content-components/rich-text */
export function cardMarkdown(text) {
  return markdown(text, tag);
}

function tag(name, attributes, children) {
  switch (name) {
    case 'at':
      return (attributes.ids ?? attributes.id ?? attributes.email ?? '').split(',').map((id) => at(id));
    case 'person':
      return at(attributes.id ?? '');
    case 'font':
      return h('span', { class: 'font', 'data-color': attributes.color }, children);
    case 'text_tag':
      return h('span', { class: 'text-tag', 'data-color': attributes.color }, children);
    case 'local_datetime':
      return moment(Number(attributes.millisecond), attributes.format_type);
    default:
      return children;
  }
}

function at(id) {
  const name = id === 'all' ? 'all' : roomOf('feishu').users.find((user) => user.id === id)?.name;
  return mention(`@${name ?? id}`, personOf('feishu', id));
}

export function mention(text, person) {
  return h('span', { class: person?.id === state.as ? 'mention me' : 'mention' }, text);
}

function moment(ms, format = '') {
  if (Number.isNaN(ms)) return '';
  const shown = format.startsWith('time') ? clockTime(ms) : dateOf(ms);
  return h('time', { datetime: new Date(ms).toISOString() }, shown);
}
