import { act } from '../api.js';
import { askToConfirm } from '../confirm.js';
import { h, icon } from '../dom.js';
import { withEmoji } from '../emoji.js';
import { t } from '../language.js';
import { openLink } from '../link.js';
import { toast } from '../toast.js';
import { choiceInput } from './inputs.js';
import { mrkdwn } from './mrkdwn.js';

/** Something to press or choose in a message. `place` says on which message it stands. */
export function action(element, blockId, place) {
  switch (element.type) {
    case 'button':
      return button(element, blockId, place);
    case 'overflow':
      return overflow(element, blockId, place);
    case 'image':
      return h('span', { class: 'image-note' }, t('image', { alt: element.alt_text }));
    default:
      return choiceInput(element, (chosen) => void use(element, blockId, place, undefined, chosen));
  }
}

function button(element, blockId, place) {
  const style = element.style ? ` ${element.style}` : '';
  const made = h(
    'button',
    {
      type: 'button',
      class: `button${style}`,
      'data-testid': `action-${element.action_id}`,
      'data-focus': `${blockId}/${element.action_id}`,
      'aria-label': element.accessibility_label,
      on: {
        click() {
          if (element.url) openLink(element.url);
          void use(element, blockId, place, made);
        },
      },
    },
    withEmoji(element.text.text),
  );
  return made;
}

function overflow(element, blockId, place) {
  const choose = (option) => {
    menu.open = false;
    void use(element, blockId, place, undefined, { selected_option: option });
  };
  const menu = h(
    'details',
    { class: 'overflow', 'data-testid': `action-${element.action_id}` },
    h('summary', { class: 'button', 'aria-label': t('more_actions') }, icon('more')),
    h(
      'div',
      { class: 'overflow-menu' },
      element.options.map((option) =>
        h(
          'button',
          { type: 'button', class: 'menu-item', on: { click: () => choose(option) } },
          withEmoji(option.text.text),
        ),
      ),
    ),
  );
  menu.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') menu.open = false;
  });
  return menu;
}

async function use(element, blockId, place, pressed, chosen) {
  if (pressed?.getAttribute('aria-busy') === 'true') return;
  if (element.confirm && !(await askToConfirm(question(element.confirm)))) return;
  pressed?.setAttribute('aria-busy', 'true');
  const outcome = await act('slack', 'click', { ...place, blockId, actionId: element.action_id, chosen });
  pressed?.removeAttribute('aria-busy');
  if (outcome && !outcome.acked) toast('slack', t('no_answer', { error: outcome.error }), 'error');
}

function question({ title, text, confirm, deny, style }) {
  return {
    title: title && withEmoji(title.text),
    text: text.type === 'mrkdwn' ? mrkdwn(text.text) : withEmoji(text.text),
    yes: confirm && withEmoji(confirm.text),
    no: deny && withEmoji(deny.text),
    danger: style === 'danger',
  };
}
