import { slackDate } from '../dates.js';
import { h } from '../dom.js';
import { emoji } from '../emoji.js';
import { link } from '../link.js';
import { mention } from './mrkdwn.js';
import { channelName, user } from './store.js';

/** https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
export function richText(block) {
  return (block.elements ?? []).map(paragraph);
}

function paragraph(part) {
  switch (part.type) {
    case 'rich_text_list':
      return h(
        part.style === 'ordered' ? 'ol' : 'ul',
        { class: 'rich-list', 'data-indent': part.indent || undefined },
        part.elements.map((item) => h('li', {}, inlines(item))),
      );
    case 'rich_text_quote':
      return h('blockquote', {}, inlines(part));
    case 'rich_text_preformatted':
      return h('pre', { class: 'code-block' }, h('code', {}, inlines(part)));
    default:
      return h('div', { class: 'rich-line' }, inlines(part));
  }
}

function inlines(part) {
  return (part.elements ?? []).map((element) => styled(inline(element), element.style ?? {}));
}

function inline(element) {
  switch (element.type) {
    case 'text':
      return broken(element.text);
    case 'link':
      return link(element.url, element.text ?? element.url);
    case 'emoji':
      return emoji(element.name) ?? `:${element.name}:`;
    case 'user':
      return mention(`@${user(element.user_id)?.realName ?? element.user_id}`, element.user_id);
    case 'channel':
      return mention(`#${channelName(element.channel_id)}`);
    case 'usergroup':
      return mention(`@${element.usergroup_id}`);
    case 'broadcast':
      return mention(`@${element.range}`);
    case 'date':
      return h('time', {}, slackDate(element.timestamp, element.format) || element.fallback);
    case 'color':
      return h('code', {}, element.value);
    default:
      return '';
  }
}

function broken(text) {
  return text.split('\n').flatMap((line, i) => (i > 0 ? [h('br'), line] : [line]));
}

function styled(node, style) {
  let out = node;
  if (style.code) out = h('code', {}, out);
  if (style.bold) out = h('strong', {}, out);
  if (style.italic) out = h('em', {}, out);
  if (style.strike) out = h('s', {}, out);
  if (style.underline) out = h('u', {}, out);
  return out;
}
