import { h, icon, refill } from './dom.js';
import { pick, t } from './language.js';
import { state } from './store.js';

const KEY = 'greenlight.guide';

/** Where to begin, in a few steps; whoever knows it by now closes it. `tryOut` puts the first example into a composer. */
export function createGuide(tryOut) {
  const steps = h('ol', { class: 'guide-steps' });
  const close = h(
    'button',
    { type: 'button', class: 'tool', 'data-testid': 'close-guide', on: { click: leave } },
    icon('close'),
  );
  const root = h('section', { class: 'guide', 'data-testid': 'guide' }, steps, close);
  let closed = localStorage.getItem(KEY) === 'closed';

  function leave() {
    closed = true;
    localStorage.setItem(KEY, 'closed');
    root.hidden = true;
  }

  function render() {
    const { guide, hints } = state.all;
    root.hidden = closed || guide.length === 0;
    root.setAttribute('aria-label', t('guide'));
    close.setAttribute('aria-label', t('guide_close'));
    close.title = t('guide_close');
    const sentences = guide.map(pick);
    refill(steps, sentences.join('\n'), () =>
      sentences.map((sentence) => h('li', {}, h('span', {}, marked(sentence, hints[0])))),
    );
  }

  /** The example inside a step is a button that types it. */
  function marked(sentence, hint) {
    if (!hint || !sentence.includes(hint.text)) return sentence;
    const [before, ...after] = sentence.split(hint.text);
    return [
      before,
      h('button', { type: 'button', class: 'guide-try', on: { click: () => tryOut(hint) } }, hint.text),
      after.join(hint.text),
    ];
  }

  return { root, render };
}
