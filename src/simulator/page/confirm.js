import { h } from './dom.js';
import { withEmoji } from './emoji.js';
import { t } from './language.js';
import { mrkdwn } from './mrkdwn.js';

/** A button's confirm dialog. Resolves with true when the person goes on; Escape and Cancel mean no. */
export function askToConfirm(confirm) {
  return new Promise((resolve) => {
    const label = (text, fallback) => (text ? withEmoji(text.text) : fallback);
    const danger = confirm.style === 'danger';
    const dialog = h(
      'dialog',
      { class: 'sheet small', 'data-testid': 'confirm', 'aria-labelledby': 'confirm-title' },
      h('h2', { id: 'confirm-title', class: 'sheet-title' }, label(confirm.title, t('sure'))),
      h('div', { class: 'sheet-body' }, h('p', {}, text(confirm.text))),
      h(
        'div',
        { class: 'sheet-foot' },
        h(
          'button',
          { type: 'button', class: 'button', on: { click: () => dialog.close('no') } },
          label(confirm.deny, t('cancel')),
        ),
        h(
          'button',
          {
            type: 'button',
            class: danger ? 'button danger solid' : 'button primary solid',
            'data-testid': 'confirm-yes',
            on: { click: () => dialog.close('yes') },
          },
          label(confirm.confirm, t('yes')),
        ),
      ),
    );
    const before = document.activeElement;
    dialog.addEventListener('close', () => {
      dialog.remove();
      before?.focus?.();
      resolve(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

function text(object) {
  return object.type === 'mrkdwn' ? mrkdwn(object.text) : withEmoji(object.text);
}
