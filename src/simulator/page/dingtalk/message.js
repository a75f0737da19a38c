import { h } from '../dom.js';
import { withEmoji } from '../emoji.js';
import { link } from '../link.js';
import { markdown, plain } from '../markdown.js';
import { messageFrame } from '../message-frame.js';
import { roomOf, state } from '../store.js';
import { cardElement } from './card.js';

export function messageElement(message, { compact, reply }) {
  return messageFrame('dingtalk', message, {
    compact,
    body:
      message.kind === 'card'
        ? cardElement(message)
        : h('div', { class: 'text dingtalk-text' }, body(message)),
    rich: message.kind === 'card',
    reply,
    textOf,
  });
}

/** What can be read, for a quote and for screen readers. */
export function textOf({ kind, variables, text }) {
  return kind === 'card' ? (variables.title ?? variables.msgTitle ?? text) : plain(text);
}

function body(message) {
  if (message.kind === 'said') return said(message);
  const { msgParam, text, links = [] } = message;
  const marked = msgParam?.text;
  return [
    atNames(message),
    typeof marked === 'string' && /markdown|actionCard/i.test(message.msgKey)
      ? markdown(marked)
      : withEmoji(text),
    links.length > 0 &&
      /actionCard/i.test(message.msgKey) &&
      h(
        'div',
        { class: 'dingtalk-links' },
        links.map(({ title, url }) => link(url, title)),
      ),
  ];
}

/** The mention is no part of the text on the wire; the client shows it in front. */
function said({ text, mention }) {
  const { name } = roomOf('dingtalk').bot;
  return [
    mention && !text.includes(`@${name}`) && h('span', { class: 'mention' }, `@${name}`),
    mention ? ' ' : '',
    withEmoji(text),
  ];
}

function atNames({ atUserIds = [], text }) {
  const { users, me } = roomOf('dingtalk');
  const named = users.filter(({ id, name }) => atUserIds.includes(id) && !text.includes(`@${name}`));
  return named.map(({ id, name }) => [
    h('span', { class: id === me && state.as ? 'mention me' : 'mention' }, `@${name}`),
    ' ',
  ]);
}
