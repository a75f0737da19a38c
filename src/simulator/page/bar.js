import { h } from './dom.js';
import { language, setLanguage, t } from './language.js';
import { createServerSwitch } from './server-switch.js';
import { changed, state } from './store.js';

/** Says what this page is and is not; holds the server's switch and the language. */
export function createBar() {
  const title = h('strong', { class: 'bar-title' });
  const text = h('p', { class: 'bar-text' });
  const offline = h('span', { class: 'bar-offline', role: 'status' });
  const serverSwitch = createServerSwitch();
  const button = h('button', {
    type: 'button',
    class: 'language',
    'data-testid': 'language',
    on: {
      click() {
        setLanguage(language() === 'zh' ? 'en' : 'zh');
        changed();
      },
    },
  });
  const root = h(
    'header',
    { class: 'bar', 'data-testid': 'bar' },
    h('span', { class: 'avatar bot', 'aria-hidden': 'true' }),
    h('div', { class: 'bar-words' }, title, text),
    offline,
    serverSwitch.root,
    button,
  );

  function render() {
    title.textContent = t('bar_title');
    const [before, after] = t('bar_text', { file: '\u0000' }).split('\u0000');
    text.replaceChildren(before, h('code', {}, state.all.about.databaseFile), after);
    text.title = text.textContent;
    root.classList.toggle('offline', !state.online);
    offline.textContent = state.online ? '' : t('page_offline');
    button.textContent = t('language');
    button.setAttribute('aria-label', t('language_label'));
    serverSwitch.render();
  }

  return { root, render };
}
