import type { Event } from '../domain/event.ts';
import { isFromApi } from '../domain/platform-ability.ts';
import type { Surface } from '../store/decisions.ts';

const SURFACES = { click: 'button', form: 'form', link: 'link', message: 'reply' } as const;

/** How somebody spoke to the bot: what votes and the audit keep of it. */
export function surfaceOf({ deed, actor }: Event): Surface {
  if (deed.kind !== 'command') return SURFACES[deed.kind];
  return isFromApi(actor) ? 'api' : 'command';
}
