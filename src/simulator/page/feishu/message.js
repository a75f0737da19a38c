import { h } from '../dom.js';
import { withEmoji } from '../emoji.js';
import { t } from '../language.js';
import { messageFrame } from '../message-frame.js';
import { personOf } from '../store.js';
import { cardElement } from './card.js';
import { mention } from './markdown.js';

export function messageElement(message, { compact, reply }) {
  return messageFrame('feishu', message, {
    compact,
    body: message.card
      ? cardElement(message)
      : h('div', { class: 'text' }, withMentions(message.text, message.mentions)),
    rich: Boolean(message.card),
    reply,
    textOf,
  });
}

/** What can be read, for a quote and for screen readers. */
export function textOf({ card, text }) {
  if (!card) return text;
  return card.header?.title?.content ?? card.config?.summary?.content ?? t('card');
}

function withMentions(text, mentions) {
  const names = new Map(mentions.map(({ id, name }) => [`@${name}`, id]));
  if (names.size === 0) return withEmoji(text);
  const pattern = new RegExp(
    `(${[...names.keys()].map((name) => RegExp.escape?.(name) ?? escaped(name)).join('|')})`,
  );
  return text.split(pattern).map((part) => {
    if (!names.has(part)) return withEmoji(part);
    return mention(part, personOf('feishu', names.get(part)));
  });
}

function escaped(text) {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}
