import { announce } from '../announce.js';
import { act } from '../api.js';
import { createComposer } from '../composer.js';
import { t } from '../language.js';
import { place } from '../live.js';
import { createMentionChip } from '../mention-chip.js';
import { createPane, isMine } from '../pane.js';
import { createQuote } from '../quote.js';
import { changed, me, roomOf } from '../store.js';
import { toast } from '../toast.js';
import { authorOf, messageElement, textOf } from './message.js';

export function createFeishuPane(tryOut) {
  const room = () => roomOf('feishu');
  let replyTo;
  const chip = createMentionChip(() => room()?.bot.name ?? '');
  const quote = createQuote(
    (message) => authorOf(message),
    () => reply(undefined),
  );
  const composer = createComposer({
    testid: 'composer-feishu',
    placeholder: () => t('composer', { room: pane.open()?.name ?? '', name: me()?.name ?? '' }),
    before: chip.button,
    above: quote.root,
    typed: (text) => chip.typed(text),
    send,
  });
  const pane = createPane({
    kind: 'feishu',
    composer,
    tryOut,
    conversations: () => room().chats.toSorted((a, b) => Number(a.direct) - Number(b.direct)),
    groupName: (chat) => chat.name,
    messages: (chat) => room().messages.filter((one) => one.chat === chat && !one.deleted),
    allMessages: () => room().messages,
    names: (message, account) =>
      message.from !== account && JSON.stringify([message.mentions, message.card]).includes(account),
    list: {
      keyOf: (message) => message.id,
      authorOf: (message) => message.from,
      draw: (message, { compact }) => messageElement(message, { compact, reply: () => reply(message) }),
    },
    take,
    chosen: () => reply(undefined),
    leave: () => reply(undefined),
  });

  function reply(message) {
    replyTo = message;
    if (message?.bot) chip.want();
    changed();
    if (message) composer.focus();
  }

  async function send(text) {
    const chat = pane.open();
    const body = { chat: chat.id, text, mention: chip.take(), replyTo: replyTo?.id };
    const done = await act('feishu', 'say', body);
    if (done !== undefined) reply(undefined);
    return done;
  }

  function take(change) {
    if (change.type === 'toast') {
      const { content, error, tone } = change;
      return toast('feishu', error ? t('no_answer', { error }) : content, tone);
    }
    const { message } = change;
    const known = place(room().messages, message, (a, b) => a.id === b.id);
    if (!message.deleted && !isMine('feishu', message))
      announce('feishu', authorOf(message), textOf(message), known);
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
