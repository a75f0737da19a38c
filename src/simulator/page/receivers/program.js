import { h } from '../dom.js';
import { t } from '../language.js';
import { coloured } from './json.js';

/** What a program gets: what it is about in a line, and the whole of it as it came. */
export function programElement(body, kind, time) {
  return h(
    'details',
    { class: 'event-sheet' },
    h(
      'summary',
      {},
      h('span', { class: 'mark', 'data-kind': kind, 'aria-hidden': 'true' }),
      h('code', {}, nameOf(body, kind)),
      h('span', { class: 'event-title' }, titleOf(body, kind)),
      time,
    ),
    h(
      'pre',
      { class: 'code-block', tabindex: '0', 'aria-label': t('event_body') },
      h('code', {}, coloured(body)),
    ),
  );
}

function nameOf(body, kind) {
  return kind === 'zadig' ? `${body.event} · ${body.workflow?.status || '–'}` : body.type;
}

export function titleOf(body, kind) {
  if (kind !== 'zadig') return body.data?.summary ?? body.subject;
  const { workflow_display_name: name, task_id: task } = body.workflow ?? {};
  return `${name} #${task}`;
}
