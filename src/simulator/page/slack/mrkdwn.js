import { slackDate } from '../dates.js';
import { h } from '../dom.js';
import { withEmoji } from '../emoji.js';
import { link } from '../link.js';
import { personOf, state } from '../store.js';
import { channelName, user } from './store.js';

/** Slack's mrkdwn as nodes: https://docs.slack.dev/messaging/formatting-message-text */
export function mrkdwn(text) {
  const nodes = [];
  for (const [i, part] of text.split(/```\n?([\s\S]*?)\n?```/).entries()) {
    if (i % 2 === 1) nodes.push(h('pre', { class: 'code-block' }, h('code', {}, plain(part))));
    else nodes.push(...lines(part));
  }
  return nodes;
}

/** Lines that begin with `>` are a quote; the rest flows. */
function lines(text) {
  const nodes = [];
  let quote;
  const all = text.split('\n');
  for (const [i, line] of all.entries()) {
    const quoted = /^(?:&gt;|>)\s?(.*)$/.exec(line);
    if (quoted) {
      if (!quote) nodes.push((quote = h('blockquote', {})));
      else quote.append(h('br'));
      quote.append(...inline(quoted[1]));
      continue;
    }
    if (i > 0 && !quote) nodes.push(h('br'));
    quote = undefined;
    nodes.push(...inline(line));
  }
  return nodes;
}

const EDGE_BEFORE = '(?<=^|[\\s\\p{P}\\p{S}\\u200b])';
const EDGE_AFTER = '(?=$|[\\s\\p{P}\\p{S}\\u200b])';
const TOKEN = new RegExp(
  [
    '<(?<angle>[^<>\\n]+)>',
    '`(?<code>[^`\\n]+)`',
    `${EDGE_BEFORE}(?:\\*(?<bold>\\S(?:[^*\\n]*\\S)?)\\*|_(?<italic>\\S(?:[^_\\n]*\\S)?)_|~(?<strike>\\S(?:[^~\\n]*\\S)?)~)${EDGE_AFTER}`,
    '(?<url>https?:\\/\\/[^\\s<>|]+[^\\s<>|.,;:!?)])',
  ].join('|'),
  'gu',
);

function inline(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > from) nodes.push(plain(text.slice(from, match.index)));
    from = match.index + match[0].length;
    nodes.push(...token(match));
  }
  if (from < text.length) nodes.push(plain(text.slice(from)));
  return nodes;
}

function token(match) {
  const { angle, code, bold, italic, strike, url } = match.groups;
  if (angle) return [angled(angle)];
  if (code) return [h('code', {}, unescape(code))];
  if (url) return [link(unescape(url), unescape(url))];
  const [tag, inner] = bold ? ['strong', bold] : italic ? ['em', italic] : ['s', strike];
  return [h(tag, {}, inline(inner))];
}

function angled(body) {
  const [target, label] = split(body);
  if (target.startsWith('@'))
    return mention(`@${user(target.slice(1))?.realName ?? label ?? target.slice(1)}`, target.slice(1));
  if (target.startsWith('#')) return mention(`#${label || channelName(target.slice(1))}`);
  if (target.startsWith('!date^')) {
    const [, unix, pattern] = target.split('^');
    return h('time', {}, slackDate(Number(unix), pattern ?? '') || label);
  }
  if (target.startsWith('!subteam^')) return mention(label || `@${target.slice(9)}`);
  if (target.startsWith('!')) return mention(`@${label || target.slice(1)}`);
  if (!WEB.test(target)) return plain(`<${body}>`);
  return link(unescape(target), label === undefined ? unescape(target) : unescape(label));
}

function split(body) {
  const bar = body.indexOf('|');
  return bar < 0 ? [body, undefined] : [body.slice(0, bar), body.slice(bar + 1)];
}

export function mention(text, userId) {
  const toMe = userId && personOf('slack', userId)?.id === state.as;
  return h('span', { class: toMe ? 'mention me' : 'mention' }, text);
}

const WEB = /^(https?:\/\/|mailto:)/i;

function plain(text) {
  return document.createTextNode(withEmoji(unescape(text)));
}

export function unescape(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** The words of a message without any marks, for screen readers and titles. */
export function spoken(text) {
  return h('span', {}, mrkdwn(text)).textContent ?? '';
}
