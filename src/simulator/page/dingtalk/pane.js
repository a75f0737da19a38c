import { announce } from '../announce.js';
import { act } from '../api.js';
import { createComposer } from '../composer.js';
import { t } from '../language.js';
import { place } from '../live.js';
import { createMentionChip } from '../mention-chip.js';
import { createPane, isMine } from '../pane.js';
import { createQuote } from '../quote.js';
import { changed, me, roomOf } from '../store.js';
import { authorOf, messageElement, textOf } from './message.js';

export function createDingTalkPane(tryOut) {
  const room = () => roomOf('dingtalk');
  let replyTo;
  const chip = createMentionChip(() => room()?.bot.name ?? '');
  const quote = createQuote(
    (message) => authorOf(message),
    () => reply(undefined),
  );
  const composer = createComposer({
    testid: 'composer-dingtalk',
    placeholder: () => t('composer', { room: pane.open()?.name ?? '', name: me()?.name ?? '' }),
    before: chip.button,
    above: quote.root,
    typed: (text) => chip.typed(text),
    send,
  });
  const pane = createPane({
    kind: 'dingtalk',
    composer,
    tryOut,
    conversations: () => room().chats,
    groupName: (chat) => chat.name,
    messages: (chat) => room().messages.filter((one) => one.chat === chat && !one.deleted),
    allMessages: () => room().messages,
    names: (message, account) => message.atUserIds?.includes(account) ?? false,
    list: {
      keyOf: (message) => message.id,
      authorOf: (message) => message.from,
      draw: (message, { compact }) =>
        messageElement(message, { compact, reply: message.quotable ? () => reply(message) : undefined }),
    },
    take,
    chosen: () => reply(undefined),
    leave: () => reply(undefined),
  });

  function reply(message) {
    replyTo = message;
    if (message) chip.want();
    changed();
    if (message) composer.focus();
  }

  async function send(text) {
    const body = { chat: pane.open().id, text, mention: chip.take(), replyTo: replyTo?.id };
    const done = await act('dingtalk', 'say', body);
    if (done !== undefined) reply(undefined);
    return done;
  }

  function take({ message }) {
    const known = place(room().messages, message, (a, b) => a.id === b.id);
    if (!message.deleted && !isMine('dingtalk', message))
      announce('dingtalk', authorOf(message), textOf(message), known);
  }

  return {
    ...pane,
    render() {
      chip.use(!pane.open()?.direct);
      quote.render(replyTo);
      pane.render();
    },
  };
}
