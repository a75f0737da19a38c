import type { Json } from '../common/json.ts';
import type { World } from './world.ts';

/**
 * What a person typed, as Slack stores it: `&`, `<` and `>` escaped, `@name` and `#channel` as mentions, and a rich_text
 * block beside the text. Tokens that are mentions already (`<@U1>`) stay.
 * https://docs.slack.dev/messaging/formatting-message-text
 */
export function typedMessage(world: World, typed: string): { text: string; blocks: Json[] } {
  const parts = split(world, typed);
  const text = parts.map((part) => part.wire).join('');
  const elements = parts.map((part) => part.element);
  if (text === '') return { text, blocks: [] };
  return { text, blocks: [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }] };
}

type Part = { wire: string; element: Json };

const TOKEN = /<@([UW][A-Z0-9]+)>|<#([C][A-Z0-9]+)(?:\|[^>]*)?>|@([\p{L}\p{N}._-]+)|#([\p{L}\p{N}_-]+)/gu;

function split(world: World, typed: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of typed.matchAll(TOKEN)) {
    const part = mention(world, match);
    if (!part) continue;
    if (match.index > from) parts.push(plain(typed.slice(from, match.index)));
    parts.push(part);
    from = match.index + match[0].length;
  }
  if (from < typed.length) parts.push(plain(typed.slice(from)));
  return parts;
}

function mention(world: World, match: RegExpExecArray): Part | undefined {
  const [, userId, channelId, userName, channelName] = match;
  const user = userId ?? idByName(world.users.values(), userName);
  if (user && world.users.has(user)) return { wire: `<@${user}>`, element: { type: 'user', user_id: user } };
  const channel = channelId ?? idByName(world.channels.values(), channelName);
  const known = channel ? world.channels.get(channel) : undefined;
  if (!known) return undefined;
  return { wire: `<#${known.id}|${known.name}>`, element: { type: 'channel', channel_id: known.id } };
}

function idByName(all: Iterable<{ id: string; name: string }>, name: string | undefined): string | undefined {
  if (!name) return undefined;
  for (const one of all) if (one.name === name) return one.id;
  return undefined;
}

function plain(typed: string): Part {
  const wire = typed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return { wire, element: { type: 'text', text: typed } };
}
