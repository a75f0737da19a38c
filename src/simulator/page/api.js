import { t } from './language.js';
import { state } from './store.js';
import { toast } from './toast.js';

/**
 * Does something as the current person, in one of the chats or with the server: `act('feishu', 'click', …)`. Says so on the page when it
 * fails; resolves with the result or undefined.
 */
export async function act(where, deed, body = {}) {
  try {
    const response = await fetch(`/api/${where}/${deed}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ as: state.as, ...body }),
    });
    const answer = await response.json();
    if (!answer.ok) {
      toast(where, t('failed', { error: answer.error }), 'error');
      return undefined;
    }
    return answer.result ?? {};
  } catch {
    toast(where, t('page_offline'), 'error');
    return undefined;
  }
}
