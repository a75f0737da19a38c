import type { Json } from '../common/json.ts';
import type { Content } from './content.ts';
import type { Chat, Mention, World } from './world.ts';

/** What a person typed, as Feishu's client sends it: `@name` of a member becomes a numbered key, `@all` has none of its own. */
export function typedMessage(world: World, chat: Chat, typed: string, asPost: boolean): Content {
  const names = nameable(world, chat);
  const mentions: Mention[] = [];
  const notified: string[] = [];
  const parts: Json[] = [];
  let plain = '';
  const say = (text: string): void => {
    plain += text;
    if (text !== '') parts.push({ tag: 'text', text });
  };
  const pattern = new RegExp(`@(${names.map(({ name }) => escapeRegExp(name)).join('|')})`, 'g');
  let at = 0;
  for (const match of typed.matchAll(pattern)) {
    say(typed.slice(at, match.index));
    at = match.index + match[0].length;
    const named = names.find((one) => one.name === match[1]);
    if (!named) continue;
    notified.push(named.openId);
    const key = named.openId === 'all' ? '@_all' : `@_user_${mentions.length + 1}`;
    if (named.openId !== 'all') mentions.push({ key, openId: named.openId, name: named.name });
    plain += key;
    parts.push({ tag: 'at', user_id: key, user_name: named.name });
  }
  say(typed.slice(at));
  const content = asPost ? { title: '', content: [parts] } : { text: plain };
  return {
    msgType: asPost ? 'post' : 'text',
    content: JSON.stringify(content),
    text: typed,
    mentions,
    notified,
  };
}

/** Longer names first: `@Ann` is not the beginning of `@Anna`. */
function nameable(world: World, chat: Chat): { openId: string; name: string }[] {
  const members = [...chat.members].map((openId) => ({
    openId,
    name: openId === world.app.botOpenId ? world.app.botName : (world.users.get(openId)?.name ?? openId),
  }));
  return [...members, { openId: 'all', name: 'all' }, { openId: 'all', name: '所有人' }].sort(
    (a, b) => b.name.length - a.name.length,
  );
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
