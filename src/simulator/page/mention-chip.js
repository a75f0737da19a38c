import { h } from './dom.js';
import { t } from './language.js';

/** `@bot` in front of the message box: pressed, what is typed mentions the bot, which hears nothing else in a group. A command always does. */
export function createMentionChip(botName) {
  let wanted = false;
  let forced = false;
  let usable = true;
  const button = h('button', {
    type: 'button',
    class: 'mention-chip',
    'data-testid': 'mention',
    on: { click: toggle },
  });

  function toggle() {
    if (forced) return;
    wanted = !wanted;
    render();
  }

  function render() {
    button.hidden = !usable;
    button.textContent = `@${botName()}`;
    button.title = t('mention_about');
    button.setAttribute('aria-label', t('mention', { name: botName() }));
    button.setAttribute('aria-pressed', String(wanted || forced));
  }

  return {
    button,
    render,
    /** Whether what was typed mentions the bot; the chip is off again for the next one. */
    take() {
      const mention = usable && (wanted || forced);
      wanted = false;
      return mention;
    },
    want() {
      wanted = true;
      render();
    },
    typed(text) {
      forced = /^[/／]/.test(text);
      render();
    },
    /** In a direct conversation everything is said to the bot. */
    use(on) {
      usable = on;
      render();
    },
  };
}
