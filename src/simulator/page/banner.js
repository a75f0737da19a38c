import { h, icon } from './dom.js';
import { language, setLanguage, t } from './language.js';
import { changed, state } from './store.js';

/** Says what this page is and is not, and holds the language switch. */
export function createBanner() {
  const title = h('strong', {});
  const text = h('span', { class: 'banner-text' });
  const offline = h('span', { class: 'banner-offline', role: 'status' });
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
    'div',
    { class: 'banner', 'data-testid': 'banner' },
    icon('lock'),
    h('p', {}, title, ' ', text),
    offline,
    button,
  );

  function render() {
    title.textContent = t('banner_title');
    const [before, after] = t('banner_text', { file: '\u0000' }).split('\u0000');
    text.replaceChildren(before, h('code', {}, state.room.about.databaseFile), after);
    root.classList.toggle('offline', !state.online);
    offline.textContent = state.online ? '' : t('page_offline');
    button.textContent = t('language');
    button.setAttribute('aria-label', t('language_label'));
  }

  return { root, render };
}
