import { isObject, type Json } from '../common/json.ts';
import { acceptView } from './blocks/surfaces.ts';
import { SlackError } from './slack-error.ts';
import type { OpenView, Views } from './views.ts';

/** What a modal does with the acknowledgement of its submission: https://docs.slack.dev/surfaces/modals#handling_submissions */
export function applyViewAnswer(views: Views, view: OpenView, response: Json): void {
  try {
    perform(views, view, response);
  } catch (err) {
    if (!(err instanceof SlackError)) throw err;
    views.fail(view, err.code);
  }
}

function perform(views: Views, view: OpenView, response: Json): void {
  switch (response.response_action) {
    case undefined:
      return views.close(view);
    case 'clear':
      return views.clear(view);
    case 'errors':
      return views.showErrors(view, readErrors(view, response.errors));
    case 'update':
      views.update(view, acceptView(response.view));
      return;
    case 'push':
      views.push(view, acceptView(response.view));
      return;
    default:
      throw new SlackError('invalid_response_action');
  }
}

/** Errors belong to input blocks, and there is at least one; Slack shows "we had some trouble connecting" otherwise. */
function readErrors(view: OpenView, errors: unknown): Record<string, string> {
  const blocks = Array.isArray(view.view.blocks) ? view.view.blocks.filter(isObject) : [];
  const inputs = blocks.filter((block) => block.type === 'input').map((block) => block.block_id);
  const read = isObject(errors) ? Object.entries(errors) : [];
  if (read.length === 0) throw new SlackError('invalid_errors');
  for (const [blockId, message] of read) {
    if (!inputs.includes(blockId) || typeof message !== 'string') throw new SlackError('invalid_errors');
  }
  return Object.fromEntries(read.map(([blockId, message]) => [blockId, String(message)]));
}
