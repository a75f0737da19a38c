import { act } from './api.js';
import { h, icon } from './dom.js';
import { t } from './language.js';
import { state } from './store.js';

const TICK_MS = 250;

/** How it is with the server, and the button that kills it, or starts it again before its pause is over. */
export function createServerSwitch() {
  const words = h('span', { class: 'server-words', role: 'status', 'data-testid': 'server-state' });
  const countdown = h('span', { class: 'server-countdown', 'aria-hidden': 'true' });
  const button = h('button', { type: 'button', class: 'kill', 'data-testid': 'kill', on: { click: press } });
  const root = h('div', { class: 'server' }, h('span', { class: 'server-dot' }), words, countdown, button);
  setInterval(tick, TICK_MS);

  function press() {
    const down = state.all.server.nextAt !== undefined;
    void act('server', down ? 'start' : 'kill');
  }

  function tick() {
    const { nextAt } = state.all?.server ?? {};
    const left = nextAt === undefined ? undefined : Math.max(0, Math.ceil((nextAt - Date.now()) / 1000));
    countdown.textContent = left === undefined ? '' : t('back_in', { count: left });
  }

  function render() {
    const { server } = state.all;
    root.hidden = server === undefined;
    if (!server) return;
    const { phase, pid } = server;
    root.dataset.phase = phase;
    const said = t(`server_${phase}`, { pid });
    // Only a change is read out.
    if (words.textContent !== said) words.textContent = said;
    words.title = server.because ?? '';
    const down = server.nextAt !== undefined;
    button.replaceChildren(icon(down ? 'start' : 'power'), h('span', {}, t(down ? 'start_now' : 'kill')));
    button.title = t(down ? 'start_now_about' : 'kill_about');
    button.disabled = phase === 'stopped' || phase === 'starting';
    tick();
  }

  return { root, render };
}
