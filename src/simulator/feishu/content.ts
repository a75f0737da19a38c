import { isObject, type Json, parseJson } from '../common/json.ts';
import { ApiError, badParameter } from './api-error.ts';
import { checkCard } from './card/card.ts';
import type { FeishuLimits } from './options.ts';
import type { Mention, World } from './world.ts';

/** What one message says: the wire's text, and what people make of it. */
export type Content = {
  msgType: string;
  content: string;
  card?: Json;
  text: string;
  mentions: Mention[];
  notified: string[];
};

/** Reads what an app wants to send. Throws ApiError as Feishu would. https://open.feishu.cn/document/server-docs/im-v1/message-content-description/create_json */
export function readContent(world: World, limits: FeishuLimits, msgType: unknown, content: unknown): Content {
  if (typeof content !== 'string') throw badParameter('content is not a string in json format');
  const maxBytes = msgType === 'text' ? limits.textBytes : limits.cardBytes;
  // Feishu measures the request, in which the content is JSON within JSON.
  if (Buffer.byteLength(JSON.stringify(content)) > maxBytes) {
    throw new ApiError(230025, 'The length of the message content reaches its limit.');
  }
  const parsed = parseJson(content);
  if (!isObject(parsed)) throw badParameter('content is not a string in json format');
  switch (msgType) {
    case 'text':
      return textContent(world, parsed);
    case 'post':
      return postContent(world, parsed);
    case 'interactive':
      return cardContent(parsed, content, limits);
    default:
      throw badParameter('invalid msg_type');
  }
}

function textContent(world: World, parsed: Json): Content {
  if (typeof parsed.text !== 'string' || parsed.text === '') throw badParameter('text is empty');
  const mentions: Mention[] = [];
  const notified: string[] = [];
  const nameOf = (wanted: string): string => world.users.get(wanted)?.name ?? wanted;
  const at = /<at\s+user_id="([^"]+)"\s*>(?:.*?)<\/at>/g;
  const shown = parsed.text.replace(at, (_whole, id: string) => `@${id === 'all' ? 'all' : nameOf(id)}`);
  const wire = parsed.text.replace(at, (_whole, id: string) => {
    notified.push(id);
    if (id === 'all') return '@_all';
    const mention = { key: `@_user_${mentions.length + 1}`, openId: id, name: nameOf(id) };
    mentions.push(mention);
    return mention.key;
  });
  return { msgType: 'text', content: JSON.stringify({ text: wire }), text: shown, mentions, notified };
}

function postContent(world: World, parsed: Json): Content {
  const post = Array.isArray(parsed.content) ? parsed : Object.values(parsed).find(isObject);
  if (!post || !Array.isArray(post.content)) throw badParameter('invalid post content');
  const mentions: Mention[] = [];
  const notified: string[] = [];
  const lines: string[] = typeof post.title === 'string' && post.title !== '' ? [post.title] : [];
  const wire = post.content.map((line: unknown) => {
    const parts: Json[] = Array.isArray(line) ? line.filter(isObject) : [];
    const sent = parts.map((part): Json => {
      if (part.tag !== 'at' || typeof part.user_id !== 'string') return part;
      notified.push(part.user_id);
      if (part.user_id === 'all') return { ...part, user_id: '@_all' };
      const name = world.users.get(part.user_id)?.name ?? part.user_id;
      const mention = { key: `@_user_${mentions.length + 1}`, openId: part.user_id, name };
      mentions.push(mention);
      return { ...part, user_id: mention.key, user_name: name };
    });
    lines.push(sent.map(partText).join(''));
    return sent;
  });
  const content = JSON.stringify({ title: post.title ?? '', content: wire });
  return { msgType: 'post', content, text: lines.join('\n'), mentions, notified };
}

function partText(part: Json): string {
  if (part.tag === 'at') return `@${part.user_id === '@_all' ? 'all' : String(part.user_name)}`;
  return typeof part.text === 'string' ? part.text : '';
}

function cardContent(card: Json, content: string, limits: FeishuLimits): Content {
  if (card.type === 'template' || card.type === 'card') {
    throw badParameter('cards by template or entity are not simulated');
  }
  checkCard(card, limits);
  return { msgType: 'interactive', content, card, text: '', mentions: [], notified: cardMentions(content) };
}

/** `<at id=ou_1></at>`, `<at ids=ou_1,ou_2></at>` and `<at id=all></at>` in a card's Markdown. */
function cardMentions(content: string): string[] {
  const found = content.matchAll(/<at\s+ids?=(?:\\?["'])?([\w,-]+)(?:\\?["'])?\s*>/g);
  return [...found].flatMap((match) => (match[1] ?? '').split(','));
}
