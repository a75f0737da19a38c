import { act } from '../api.js';
import { h } from '../dom.js';
import { withEmoji } from '../emoji.js';
import { t } from '../language.js';
import { link } from '../link.js';
import { markdown } from '../markdown.js';
import { toast } from '../toast.js';

/** A card by the variables of its template: the one that comes with the product, or DingTalk's own AI card. */
export function cardElement(message) {
  const { variables, buttons } = message;
  const title = variables.title ?? variables.msgTitle ?? '';
  const text = variables.body ?? variables.msgContent ?? (title === '' ? message.text : '');
  return h(
    'div',
    { class: 'dingtalk-card', 'data-testid': 'card', 'data-tone': variables.tone ?? 'neutral' },
    title !== '' && h('h3', { class: 'dingtalk-title' }, withEmoji(title)),
    h('div', { class: 'dingtalk-body' }, markdown(text)),
    gates(buttons).map((row) =>
      h(
        'div',
        { class: 'dingtalk-gate' },
        row.map((one) => button(one, message)),
      ),
    ),
  );
}

/** The buttons of one gate stand together. */
function gates(buttons) {
  const rows = new Map();
  for (const one of buttons) {
    const key = one.params.gate ?? one.id.split(':').slice(1).join(':');
    rows.set(key, [...(rows.get(key) ?? []), one]);
  }
  return [...rows.values()];
}

const LOOKS = { approve: 'primary', reject: 'danger' };

function button(one, message) {
  if (one.url) return h('span', { class: 'dingtalk-link' }, link(one.url, one.text));
  const verdict = one.params.verdict ?? one.id.split(':')[0];
  const focus = `${message.id}/${one.id}`;
  const field =
    one.reasonPlaceholder !== undefined &&
    h('input', {
      class: 'field',
      type: 'text',
      autocomplete: 'off',
      placeholder: one.reasonPlaceholder,
      'aria-label': one.reasonPlaceholder || t('reason'),
      'data-focus': `${focus}/reason`,
      'data-testid': `input-${one.id}`,
      on: {
        keydown(event) {
          if (event.key === 'Enter' && !event.isComposing) made.click();
        },
      },
    });
  const made = h(
    'button',
    {
      type: 'button',
      class: `button dingtalk-button ${LOOKS[verdict] ?? ''}`,
      'data-focus': focus,
      on: { click: () => void press(one, message, made, field) },
    },
    withEmoji(one.text),
  );
  return field ? h('div', { class: 'dingtalk-reason' }, field, made) : made;
}

async function press(one, message, made, field) {
  if (made.getAttribute('aria-busy') === 'true') return;
  made.setAttribute('aria-busy', 'true');
  const values = field ? { reason: field.value } : {};
  const outcome = await act('dingtalk', 'click', { card: message.outTrackId, button: one.id, values });
  made.removeAttribute('aria-busy');
  if (outcome && !outcome.acked) toast('dingtalk', t('no_answer', { error: outcome.error }), 'error');
}
