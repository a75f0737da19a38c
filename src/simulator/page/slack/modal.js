import { act } from '../api.js';
import { h, icon } from '../dom.js';
import { withEmoji } from '../emoji.js';
import { t } from '../language.js';
import { blocksOf } from './blocks.js';
import { formInput } from './inputs.js';
import { room } from './store.js';

/** Shows the person's topmost form. What was typed stays while only its errors change. */
export function createModals() {
  let shown;

  function render() {
    const view = room().views.at(-1);
    if (shown && (shown.id !== view?.id || shown.hash !== view?.hash)) shown.dismiss();
    if (!view) {
      shown = undefined;
      return;
    }
    if (!shown || shown.id !== view.id || shown.hash !== view.hash) shown = open(view);
    shown.showErrors(view.errors, view.failed);
  }

  return { render };
}

function open(view) {
  const form = view.view;
  const fields = (form.blocks ?? []).map((block) =>
    block.type === 'input' ? field(block) : { node: blocksOf([block])[0] },
  );
  const trouble = h('p', { class: 'trouble', role: 'alert', hidden: true });
  const before = document.activeElement;
  let leaving = false;
  const label = (text, fallback) => (text ? withEmoji(text.text) : fallback);

  const submit = h(
    'button',
    { type: 'submit', class: 'button primary solid', 'data-testid': 'modal-submit' },
    label(form.submit, ''),
  );
  const dialog = h(
    'dialog',
    { class: 'sheet', 'data-kind': 'slack', 'data-testid': 'modal', 'aria-labelledby': 'modal-title' },
    h(
      'form',
      { novalidate: true, on: { submit: send } },
      h(
        'header',
        { class: 'sheet-head' },
        h('span', { class: 'avatar bot', 'aria-hidden': 'true' }),
        h('h2', { id: 'modal-title', class: 'sheet-title' }, withEmoji(form.title.text)),
        h(
          'button',
          { type: 'button', class: 'tool', 'aria-label': t('close'), on: { click: cancel } },
          icon('close'),
        ),
      ),
      h(
        'div',
        { class: 'sheet-body' },
        fields.map((one) => one.node),
        trouble,
      ),
      h(
        'div',
        { class: 'sheet-foot' },
        h(
          'button',
          { type: 'button', class: 'button', 'data-testid': 'modal-close', on: { click: cancel } },
          label(form.close, t('cancel')),
        ),
        form.submit && submit,
      ),
    ),
  );

  function cancel() {
    void act('slack', 'close', { viewId: view.id });
  }

  async function send(event) {
    event.preventDefault();
    const inputs = fields.filter((one) => one.read);
    const complaints = Object.fromEntries(inputs.map((one) => [one.blockId, one.complaint()]));
    showErrors(complaints);
    if (Object.values(complaints).some(Boolean) || submit.getAttribute('aria-busy') === 'true') return;
    submit.setAttribute('aria-busy', 'true');
    const values = Object.fromEntries(inputs.map((one) => [one.blockId, one.read()]));
    await act('slack', 'submit', { viewId: view.id, values });
    submit.removeAttribute('aria-busy');
  }

  function showErrors(errors, failed) {
    let first;
    for (const one of fields) {
      if (!one.showError) continue;
      const error = errors[one.blockId];
      one.showError(error);
      if (error) first ??= one;
    }
    trouble.hidden = !failed;
    trouble.textContent = failed ? t('trouble', { error: failed }) : '';
    first?.focus?.focus();
  }

  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    cancel();
  });
  dialog.addEventListener('close', () => {
    if (!leaving) cancel();
  });
  document.body.append(dialog);
  dialog.showModal();
  fields.find((one) => one.focus)?.focus.focus();

  return {
    id: view.id,
    hash: view.hash,
    showErrors,
    dismiss() {
      leaving = true;
      dialog.close();
      dialog.remove();
      if (before?.isConnected) before.focus();
    },
  };
}

function field(block) {
  const id = block.block_id;
  const ids = { input: `input-${id}`, label: `label-${id}`, description: `about-${id}` };
  const { node, focus, read } = formInput(block.element, ids);
  const error = h('p', { class: 'field-error', role: 'alert', 'data-testid': 'field-error', hidden: true });
  const hint = block.hint && h('p', { class: 'field-hint' }, withEmoji(block.hint.text));
  const { min_length: min = 0, max_length: max = 3000 } = block.element;
  return {
    blockId: id,
    focus,
    read,
    node: h(
      'div',
      { class: 'form-row' },
      h(
        'label',
        { for: ids.input, id: ids.label },
        withEmoji(block.label.text),
        block.optional && h('span', { class: 'optional' }, ` (${t('optional')})`),
      ),
      node,
      h('div', { id: ids.description }, hint, error),
    ),
    complaint() {
      const value = read();
      if (value.length === 0) return block.optional ? undefined : t('required');
      if (typeof value === 'string' && value.length < min) return t('too_short', { count: min });
      if (typeof value === 'string' && value.length > max) return t('too_long', { count: max });
      return undefined;
    },
    showError(message) {
      error.hidden = !message;
      error.textContent = message ?? '';
      focus?.setAttribute('aria-invalid', String(Boolean(message)));
    },
  };
}
