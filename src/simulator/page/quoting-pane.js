import { announce } from './announce.js';
import { act } from './api.js';
import { createComposer } from './composer.js';
import { t } from './language.js';
import { place } from './live.js';
import { createMentionChip } from './mention-chip.js';
import { authorOf } from './message-frame.js';
import { createPane, isMine } from './pane.js';
import { createQuote } from './quote.js';
import { changed, me, roomOf } from './store.js';

/**
 * The pane of a chat in which one mentions the bot by its chip and answers a message by quoting it: Feishu and DingTalk.
 * `chat` says what is particular: `kind`, `tryOut`, `names(message, account)`, `messageElement`, `textOf`, `quotable(message)`,
 * `mentions(message)` (whether an answer to it is for the bot) and `toast(change)` where there are any.
 */
export function createQuotingPane(chat) {
  const { kind, tryOut, names, messageElement, textOf } = chat;
  const room = () => roomOf(kind);
  let replyTo;
  const chip = createMentionChip(() => room()?.bot.name ?? '');
  const quote = createQuote(
    (message) => authorOf(kind, message),
    () => reply(undefined),
  );
  const composer = createComposer({
    testid: `composer-${kind}`,
    placeholder: () => t('composer', { room: pane.open()?.name ?? '', name: me()?.name ?? '' }),
    before: chip.button,
    above: quote.root,
    typed: (text) => chip.typed(text),
    send,
  });
  const pane = createPane({
    kind,
    composer,
    tryOut,
    conversations: () => room().chats.toSorted((a, b) => Number(a.direct) - Number(b.direct)),
    groupName: (group) => group.name,
    messages: (id) => room().messages.filter((one) => one.chat === id && !one.deleted),
    allMessages: () => room().messages,
    names,
    list: {
      keyOf: (message) => message.id,
      authorOf: (message) => message.from,
      draw: (message, { compact }) =>
        messageElement(message, {
          compact,
          reply: chat.quotable(message) ? () => reply(message) : undefined,
        }),
    },
    take,
    chosen: () => reply(undefined),
    leave: () => reply(undefined),
  });

  function reply(message) {
    replyTo = message;
    if (message && chat.mentions(message)) chip.want();
    changed();
    if (message) composer.focus();
  }

  async function send(text) {
    const body = { chat: pane.open().id, text, mention: chip.take(), replyTo: replyTo?.id };
    const done = await act(kind, 'say', body);
    if (done !== undefined) reply(undefined);
    return done;
  }

  function take(change) {
    if (change.type === 'toast') return chat.toast(change);
    const { message } = change;
    const known = place(room().messages, message, (a, b) => a.id === b.id);
    if (!message.deleted && !isMine(kind, message))
      announce(kind, authorOf(kind, message), textOf(message), known);
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
