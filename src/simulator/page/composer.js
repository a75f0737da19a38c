import { h, icon } from './dom.js';
import { pick, t } from './language.js';
import { state } from './store.js';

/**
 * The message box. Enter sends; `/` opens the list of commands, which arrows, Tab, Enter and Escape work.
 * `send(text)` resolves with undefined when it did not work. `commands`: whether they are offered here. `before` stands in front of the
 * input, `above` over the box, and `typed(text)` hears of every change.
 */
export function createComposer({
  testid,
  send: deliver,
  placeholder,
  commands = true,
  before,
  above,
  typed,
}) {
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
    above,
    h('div', { class: 'composer-box' }, before, input, sendButton),
    hint,
  );
  let chosen = -1;

  function offers() {
    const text = input.value;
    if (!commands || !text.startsWith('/') || text.includes('\n')) return [];
    return state.all.hints.filter((one) => one.text.startsWith(text) && one.text !== text);
  }

  function refresh() {
    input.style.height = 'auto';
    input.style.height = `${Math.min(input.scrollHeight, 180)}px`;
    sendButton.disabled = input.value.trim() === '';
    typed?.(input.value);
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
    const sending = deliver(text);
    input.value = '';
    refresh();
    const done = await sending;
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
      hint.textContent = t(commands ? 'composer_hint' : 'composer_hint_thread');
      sendButton.disabled = input.value.trim() === '';
    },
  };
}
