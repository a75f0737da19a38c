import { announce } from '../announce.js';
import { act } from '../api.js';
import { createComposer } from '../composer.js';
import { t } from '../language.js';
import { place } from '../live.js';
import { createPane } from '../pane.js';
import { changed, me } from '../store.js';
import { messageElement } from './message.js';
import { createModals } from './modal.js';
import { spoken } from './mrkdwn.js';
import { inThread, room, slack, topLevel, user } from './store.js';
import { createThread } from './thread.js';

export function createSlackPane(tryOut) {
  const composer = createComposer({
    testid: 'composer-slack',
    placeholder: () => t('composer', { room: nameOf(pane.open()), name: me()?.name ?? '' }),
    send,
  });
  const pane = createPane({
    kind: 'slack',
    composer,
    tryOut,
    conversations: () => room().channels.toSorted((a, b) => Number(a.direct) - Number(b.direct)),
    groupName: (channel) => `#${channel.name}`,
    messages: topLevel,
    allMessages: () => room().messages,
    names: (message, account) =>
      message.user !== account && JSON.stringify([message.text, message.blocks]).includes(`<@${account}>`),
    list: {
      keyOf: (message) => `${message.channel}/${message.ts}`,
      authorOf: (message) => message.user,
      look: (message) =>
        replies(message)
          .map((reply) => reply.ts)
          .join(),
      draw: (message, { compact }) => messageElement(message, { compact, replies: replies(message) }),
    },
    take,
    chosen: closeThread,
    leave() {
      closeThread();
      Object.assign(room(), { ephemerals: [], views: [] });
    },
  });
  const thread = createThread(() => pane.open()?.id);
  const modals = createModals();
  pane.main.append(thread.root);

  const nameOf = (channel) => (channel?.direct ? channel.name : `#${channel?.name ?? ''}`);
  const replies = (message) => inThread(message.ts, message.channel).filter((one) => one.threadTs);

  function closeThread() {
    slack.thread = undefined;
    changed();
  }

  async function send(text) {
    const channel = pane.open()?.id;
    const command = /^(\/[\w-]+)(?:\s+([\s\S]*))?$/.exec(text);
    if (!command) return await act('slack', 'say', { channel, text });
    return await act('slack', 'command', { channel, command: command[1], text: command[2] ?? '' });
  }

  function take(change) {
    if (change.type === 'view') return placeView(change.view);
    const [list, one] =
      change.type === 'message' ? [room().messages, change.message] : [room().ephemerals, change.ephemeral];
    const known = place(list, one, (a, b) => a.ts === b.ts && a.channel === b.channel);
    const author = user(one.user)?.realName ?? room().bot.name;
    if (!one.deleted && one.user !== room().me) announce('slack', author, spoken(one.text), known);
  }

  return {
    ...pane,
    take,
    render() {
      pane.render();
      thread.render();
      modals.render();
    },
  };
}

function placeView(view) {
  const others = room().views.filter((other) => other.id !== view.id);
  if (!view.open) room().views = others;
  else place(room().views, view, (a, b) => a.id === b.id);
}
