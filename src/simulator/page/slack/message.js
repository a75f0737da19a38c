import { act } from '../api.js';
import { avatar } from '../avatar.js';
import { clockTime, fullTime } from '../dates.js';
import { h, icon } from '../dom.js';
import { t } from '../language.js';
import { isMine } from '../pane.js';
import { changed } from '../store.js';
import { blocksOf } from './blocks.js';
import { mrkdwn, unescape } from './mrkdwn.js';
import { room, slack, user } from './store.js';

/** One message. `inThread` leaves out the way into its thread; `compact` the author, who is the one of the line above. */
export function messageElement(message, { inThread, compact, replies }) {
  const author = message.ephemeral ? whisperer(message) : user(message.user);
  const fromBot = author?.id === room().bot.id;
  const name = author?.realName ?? 'Slackbot';
  const article = h(
    'article',
    {
      class: `message${compact ? ' compact' : ''}${message.ephemeral ? ' whisper' : ''}`,
      tabindex: '-1',
      'data-testid': message.ephemeral ? 'ephemeral' : 'message',
      'data-ts': message.ts,
      'aria-label': `${name}, ${clockTime(message.postedAt)}`,
    },
    compact
      ? h('time', { class: 'gutter-time', title: fullTime(message.postedAt) }, clockTime(message.postedAt))
      : avatar('slack', author?.id, name),
    h(
      'div',
      { class: 'message-main' },
      message.ephemeral && h('div', { class: 'whisper-note' }, icon('eye'), t('only_you')),
      !compact &&
        h(
          'div',
          { class: 'message-head' },
          h('span', { class: 'author' }, name),
          fromBot && h('span', { class: 'badge' }, t('app')),
          h('time', { class: 'time', title: fullTime(message.postedAt) }, clockTime(message.postedAt)),
        ),
      body(message, fromBot),
      replies?.length > 0 && !inThread && replySummary(message, replies),
    ),
    !message.ephemeral && tools(message, inThread),
  );
  return article;
}

function whisperer(message) {
  return message.from === 'slackbot' ? { id: 'slackbot', realName: 'Slackbot' } : user(room().bot.id);
}

function body(message, fromBot) {
  const place = { channel: message.channel, ts: message.ts };
  const rich = message.blocks.length > 0 && (fromBot || message.ephemeral);
  if (rich) return h('div', { class: 'card', 'data-testid': 'card' }, blocksOf(message.blocks, place));
  const edited = message.edited && !fromBot && h('span', { class: 'edited' }, ` ${t('edited')}`);
  return h('div', { class: 'text' }, mrkdwn(message.text), edited);
}

function replySummary(message, replies) {
  const authors = [...new Set(replies.map((reply) => reply.user ?? room().bot.id))].slice(0, 4);
  const count = replies.length === 1 ? t('replies_one') : t('replies', { count: replies.length });
  return h(
    'button',
    {
      type: 'button',
      class: 'replies',
      'data-testid': 'open-thread',
      'data-focus': 'replies',
      on: { click: () => openThread(message.ts) },
    },
    h(
      'span',
      { class: 'faces' },
      authors.map((id) => avatar('slack', id, user(id)?.realName)),
    ),
    h('span', { class: 'reply-count' }, count),
    h('span', { class: 'reply-last' }, t('last_reply', { time: clockTime(replies.at(-1).postedAt) })),
  );
}

function tools(message, inThread) {
  const mine = isMine('slack', message);
  const tool = (name, label, click, testid) =>
    h(
      'button',
      {
        type: 'button',
        class: 'tool',
        title: label,
        'aria-label': label,
        'data-focus': `tool-${name}`,
        'data-testid': testid,
        on: { click },
      },
      icon(name),
    );
  const place = { channel: message.channel, ts: message.ts };
  const shown = [
    !inThread && tool('reply', t('reply'), () => openThread(message.threadTs ?? message.ts), 'reply'),
    mine &&
      tool('edit', t('edit'), (event) => startEdit(event.currentTarget.closest('article'), message), 'edit'),
    mine && tool('trash', t('delete'), () => void act('slack', 'delete', place), 'delete'),
  ].filter(Boolean);
  return shown.length > 0 && h('div', { class: 'tools' }, shown);
}

function openThread(ts) {
  slack.thread = ts;
  changed();
}

function startEdit(article, message) {
  const text = article.querySelector('.text');
  if (!text) return;
  const input = h('textarea', {
    class: 'field',
    rows: 2,
    'aria-label': t('edit'),
    value: typedText(message),
  });
  const done = () => form.replaceWith(text);
  const form = h(
    'form',
    {
      class: 'edit-form',
      on: {
        submit(event) {
          event.preventDefault();
          const next = input.value.trim();
          done();
          if (next) void act('slack', 'edit', { channel: message.channel, ts: message.ts, text: next });
        },
        keydown(event) {
          if (event.key === 'Escape') done();
          if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
            event.preventDefault();
            form.requestSubmit();
          }
        },
      },
    },
    input,
    h('button', { type: 'button', class: 'button', on: { click: done } }, t('cancel')),
    h('button', { type: 'submit', class: 'button primary solid' }, t('save')),
  );
  text.replaceWith(form);
  input.focus();
}

/** The text as it was typed: mentions by name again. */
function typedText(message) {
  const named = message.text.replace(/<@(\w+)>/g, (whole, id) => (user(id) ? `@${user(id).name}` : whole));
  return unescape(named.replace(/<#\w+\|([^>]+)>/g, '#$1'));
}
