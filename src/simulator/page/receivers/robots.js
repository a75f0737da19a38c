import { h } from '../dom.js';
import { cardElement } from '../feishu/card.js';
import { markdown, plain } from '../markdown.js';
import { blocksOf } from '../slack/blocks.js';
import { mrkdwn, spoken } from '../slack/mrkdwn.js';
import { state } from '../store.js';
import { coloured } from './json.js';

/** What a group robot posted, as its vendor draws it. */
export function robotElement({ id, body }, kind) {
  switch (kind) {
    case 'slack':
      return h('div', { class: 'card' }, body.blocks?.length > 0 ? blocksOf(body.blocks) : mrkdwn(body.text));
    case 'feishu':
      return body.card ? cardElement({ id, card: body.card }) : other(body, body.content?.text);
    case 'dingtalk':
      return dingtalk(body);
    default:
      return wecom(body);
  }
}

/** DingTalk calls whom `at` names, where the text says `@` with the same id. */
function dingtalk(body) {
  const { msgtype, markdown: marked, text, at = {} } = body;
  if (msgtype !== 'markdown') return other(body, text?.content);
  // The longest first: one may be the beginning of another.
  const called = [at.atUserIds ?? [], at.atMobiles ?? []].flat().sort((a, b) => b.length - a.length);
  const named = called.reduce((sum, id) => sum.replaceAll(`@${id}`, `<at id="${id}"></at>`), marked.text);
  return [
    h('div', { class: 'robot-markdown' }, markdown(named, tagsOf(called))),
    at.isAtAll === true && h('p', {}, mention('all')),
  ];
}

/** https://developer.work.weixin.qq.com/document/path/91770 */
function wecom(body) {
  const { msgtype, markdown: marked, text } = body;
  if (msgtype === 'text') {
    const called = [...(text.mentioned_list ?? []), ...(text.mentioned_mobile_list ?? [])];
    return [h('div', { class: 'text' }, text.content), called.map((id) => [mention(nameOf(id)), ' '])];
  }
  if (msgtype !== 'markdown') return other(body);
  const { content } = marked;
  const called = [...content.matchAll(/<@([^>]+)>/g)].map(([, id]) => id);
  const named = content.replace(/<@([^>"]+)>/g, '<at id="$1"></at>');
  return h('div', { class: 'robot-markdown' }, markdown(named, tagsOf(called)));
}

/** A kind of message that workflows of one's own may send; what has no plain text is shown as it came. */
function other(body, text) {
  if (typeof text === 'string') return h('div', { class: 'text' }, text);
  return h('pre', { class: 'code-block' }, h('code', {}, coloured(body)));
}

/** Only who is really called looks like it. */
function tagsOf(called) {
  return (name, { id, color }, children) => {
    if (name === 'font') return h('span', { class: 'font', 'data-color': color }, children);
    return name === 'at' && called.includes(id) ? mention(nameOf(id), personBy(id)) : undefined;
  };
}

function personBy(account) {
  return state.all.people.find(({ accounts }) => Object.values(accounts).includes(account));
}

function nameOf(account) {
  return personBy(account)?.name ?? account;
}

function mention(name, person) {
  return h('span', { class: person?.id === state.as ? 'mention me' : 'mention' }, `@${name}`);
}

/** What can be read, for screen readers. */
export function robotText(body) {
  const { card, markdown: marked, text, content } = body;
  if (card) return card.header?.title?.content ?? card.config?.summary?.content ?? '';
  if (marked) return plain(marked.title ?? marked.content ?? '');
  return typeof text === 'string' ? spoken(text) : (text?.content ?? content?.text ?? '');
}
