import { h } from './dom.js';
import { t } from './language.js';

/**
 * A button's confirm dialog: `title`, `text` (nodes), `yes`, `no`, `danger`. Resolves with true when the person goes on; Escape and Cancel mean
 * no.
 */
export function askToConfirm({ title, text, yes, no, danger = false }) {
  return new Promise((resolve) => {
    const dialog = h(
      'dialog',
      { class: 'sheet small', 'data-testid': 'confirm', 'aria-labelledby': 'confirm-title' },
      h('h2', { id: 'confirm-title', class: 'sheet-title' }, title || t('sure')),
      h('div', { class: 'sheet-body' }, h('p', {}, text)),
      h(
        'div',
        { class: 'sheet-foot' },
        h(
          'button',
          { type: 'button', class: 'button', on: { click: () => dialog.close('no') } },
          no || t('cancel'),
        ),
        h(
          'button',
          {
            type: 'button',
            class: danger ? 'button danger solid' : 'button primary solid',
            'data-testid': 'confirm-yes',
            on: { click: () => dialog.close('yes') },
          },
          yes || t('yes'),
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
