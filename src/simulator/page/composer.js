import { act } from './api.js';
import { h, icon } from './dom.js';
import { pick, t } from './language.js';
import { state } from './store.js';

/**
 * The message box. Enter sends; `/` opens the list of commands, which arrows, Tab, Enter and Escape work.
 * `thread` gives the thread to answer in, if any: commands do not exist there, as in Slack.
 */
export function createComposer({ testid, thread, placeholder }) {
  const listId = `${testid}-commands`;
  const input = h('textarea', {
    class: 'composer-input',
    rows: 1,
    'data-testid': testid,
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': listId,
  });
  const list = h('div', { class: 'completion', role: 'listbox', id: listId, hidden: true });
  const sendButton = h('button', { type: 'submit', class: 'send' }, icon('send'));
  const hint = h('div', { class: 'composer-hint' });
  const form = h(
    'form',
    { class: 'composer', on: { submit: send } },
    list,
    h('div', { class: 'composer-box' }, input, sendButton),
    hint,
  );
  let chosen = -1;

  function offers() {
    const typed = input.value;
    if (thread() !== undefined || !typed.startsWith('/') || typed.includes('\n')) return [];
    return state.room.hints.filter(
      (one) => one.text.startsWith('/') && one.text.startsWith(typed) && one.text !== typed,
    );
  }

  function refresh() {
    input.style.height = 'auto';
    input.style.height = `${Math.min(input.scrollHeight, 180)}px`;
    sendButton.disabled = input.value.trim() === '';
    const found = offers();
    if (chosen >= found.length) chosen = -1;
    list.hidden = found.length === 0;
    input.setAttribute('aria-expanded', String(found.length > 0));
    list.setAttribute('aria-label', t('commands'));
    list.replaceChildren(
      ...found.map((one, i) =>
        h(
          'div',
          {
            class: 'completion-item',
            role: 'option',
            id: `${listId}-${i}`,
            'aria-selected': String(i === chosen),
            on: {
              mousedown(event) {
                event.preventDefault();
                take(one);
              },
            },
          },
          h('code', {}, one.text),
          h('span', {}, pick(one.about)),
        ),
      ),
    );
    if (chosen >= 0) input.setAttribute('aria-activedescendant', `${listId}-${chosen}`);
    else input.removeAttribute('aria-activedescendant');
  }

  function take(one) {
    input.value = one.text;
    chosen = -1;
    refresh();
    input.focus();
  }

  function move(step, count) {
    chosen = chosen < 0 ? (step > 0 ? 0 : count - 1) : (chosen + step + count) % count;
    refresh();
  }

  input.addEventListener('input', () => {
    chosen = -1;
    refresh();
  });
  input.addEventListener('blur', () => {
    list.hidden = true;
  });
  input.addEventListener('focus', refresh);
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const found = list.hidden ? [] : offers();
    if (found.length > 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      return move(event.key === 'ArrowDown' ? 1 : -1, found.length);
    }
    if (found.length > 0 && event.key === 'Escape') {
      event.stopPropagation();
      list.hidden = true;
      return;
    }
    const choice = found[chosen] ?? (event.key === 'Tab' && !event.shiftKey ? found[0] : undefined);
    if (choice && (event.key === 'Tab' || event.key === 'Enter')) {
      event.preventDefault();
      return take(choice);
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  async function send(event) {
    event.preventDefault();
    const text = input.value.trim();
    if (text === '') return;
    input.value = '';
    refresh();
    const command = thread() === undefined ? /^(\/[\w-]+)(?:\s+([\s\S]*))?$/.exec(text) : null;
    const done = command
      ? await act('/api/command', { channel: state.channel, command: command[1], text: command[2] ?? '' })
      : await act('/api/say', { channel: state.channel, text, thread: thread() });
    if (done === undefined && input.value === '') {
      input.value = text;
      refresh();
    }
  }

  return {
    form,
    focus: () => input.focus(),
    open: refresh,
    /** Puts an example in, ready to be sent. */
    fill(text) {
      input.value = text;
      refresh();
      input.focus();
      list.hidden = true;
    },
    render() {
      input.placeholder = placeholder();
      input.setAttribute('aria-label', placeholder());
      sendButton.setAttribute('aria-label', t('send'));
      sendButton.title = t('send');
      hint.textContent = t('composer_hint');
      sendButton.disabled = input.value.trim() === '';
    },
  };
}
