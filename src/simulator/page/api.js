import { t } from './language.js';
import { state } from './store.js';
import { toast } from './toast.js';

/** Does something as the current person. Says so on the page when it fails; resolves with the result or undefined. */
export async function act(path, body) {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ as: state.as, ...body }),
    });
    const answer = await response.json();
    if (!answer.ok) {
      toast(t('failed', { error: answer.error }));
      return undefined;
    }
    return answer.result ?? {};
  } catch {
    toast(t('page_offline'));
    return undefined;
  }
}
