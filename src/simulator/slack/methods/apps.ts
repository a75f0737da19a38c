import { SlackError } from '../slack-error.ts';
import type { Sockets } from '../sockets.ts';
import type { Method } from './method.ts';

/** `apps.connections.open` is the only method that takes the app-level token. */
export function appMethods(sockets: Sockets, socketBase: () => string): Record<string, Method> {
  return {
    'apps.connections.open': {
      token: 'app',
      scopes: [],
      run() {
        if (!sockets.linkEnabled()) throw new SlackError('forbidden_team');
        return { url: sockets.ticket(socketBase()) };
      },
    },
  };
}
