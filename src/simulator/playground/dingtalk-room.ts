import type { Json } from '../common/json.ts';
import type { Change } from '../dingtalk/changes.ts';
import type { DingTalkSimulator } from '../dingtalk/simulator.ts';
import type { CardMessage, RoomMessage } from '../dingtalk/world.ts';
import { field, optional, texts } from './body.ts';
import { MESSAGES_SHOWN, type Room } from './room.ts';

export function createDingTalkRoom(dingtalk: DingTalkSimulator, botName: string): Room {
  const { people } = dingtalk;
  return {
    kind: 'dingtalk',
    view: (account) => viewOf(dingtalk, botName, account),
    deeds: {
      say(account, body) {
        const place = field(body, 'chat');
        const quote = optional(body, 'replyTo');
        const options = { mention: body.mention === true, ...(quote === undefined ? {} : { quote }) };
        const where = place === people.directChat(account) ? 'direct' : place;
        return { id: people.say(account, where, field(body, 'text'), options).msgId };
      },
      click: (account, body) =>
        people.click(account, field(body, 'card'), field(body, 'button'), texts(body, 'values')),
    },
    follow: (account, tell) =>
      dingtalk.subscribe((change) => {
        const told = toldTo(dingtalk, account, change);
        if (told) tell(told);
      }),
  };
}

/** The organisation as one person sees it. */
function viewOf(dingtalk: DingTalkSimulator, botName: string, account: string): Json {
  const { world } = dingtalk;
  const groups = [...world.groups.values()].filter((group) => group.members.has(account));
  const direct = dingtalk.people.directChat(account);
  const messages = [...groups.flatMap((group) => dingtalk.messages(group.id)), ...dingtalk.messages(account)];
  return {
    me: account,
    bot: { id: 'bot', name: botName },
    users: [...world.users.values()].map(({ userId: id, name }) => ({ id, name })),
    chats: [
      ...groups.map(({ id, name, members }) => ({ id, name, direct: false, members: members.size + 1 })),
      { id: direct, name: botName, direct: true, members: 2 },
    ],
    connections: dingtalk.connections(),
    messages: messages
      .toSorted((a, b) => a.postedAt - b.postedAt)
      .slice(-MESSAGES_SHOWN)
      .map((message) => messageView(account, message)),
  };
}

function toldTo(dingtalk: DingTalkSimulator, account: string, change: Change): Json | undefined {
  switch (change.type) {
    case 'message':
    case 'message_changed': {
      const { place } = change.message;
      const seen =
        dingtalk.world.groups.get(place)?.members.has(account) ||
        place === dingtalk.people.directChat(account);
      return seen ? { type: 'message', message: messageView(account, change.message) } : undefined;
    }
    case 'connections':
      return { type: 'connections', open: change.open };
    case 'push':
    case 'call':
      return undefined;
  }
}

function messageView(account: string, message: RoomMessage): Json {
  const { kind, place: chat, postedAt, recalled: deleted } = message;
  const shared = { kind, chat, postedAt, deleted, bot: kind !== 'said' };
  switch (message.kind) {
    case 'said': {
      const { msgId: id, userId: from, text, mention, quote: parent } = message;
      return { ...shared, id, quotable: true, from, text, mention, parent };
    }
    case 'robot': {
      const { processQueryKey, msgKey, msgParam, text, links, atUserIds } = message;
      // An answer by session webhook names nothing; nobody can quote it either.
      const id = processQueryKey || `${postedAt} ${text}`;
      return { ...shared, id, quotable: processQueryKey !== '', msgKey, msgParam, text, links, atUserIds };
    }
    case 'card':
      return { ...shared, ...cardView(account, message) };
  }
}

function cardView(account: string, card: CardMessage): Json {
  const { carrierId: id, outTrackId, templateId, text, buttons, history } = card;
  const mine = card.privateData[account] ?? {};
  const variables = { ...card.cardParamMap, ...mine };
  return {
    id,
    quotable: true,
    outTrackId,
    templateId,
    variables,
    buttons,
    text,
    updated: history.length > 1,
  };
}
