import { directAccount } from '../../domain/platform-ability.ts';
import { UpstreamError } from '../../errors.ts';
import { userOf } from './events.ts';
import type { Web } from './web.ts';

/** From rooms and people to Slack's conversations. A direct one is opened once; Slack gives the same one each time. */
export type Channels = {
  /** The conversation behind a room, the one with a single person included. Throws an `UpstreamError`. */
  of(room: string, signal: AbortSignal): Promise<string>;
  /** The direct conversation with an account (`U…` or `T…/U…`). */
  direct(account: string, signal: AbortSignal): Promise<string>;
};

/** An opened conversation shows nothing to anybody: whatever became of the request, what was to be said there was not said. */
function nothingSaid(error: unknown): never {
  if (!(error instanceof UpstreamError) || error.outcome !== 'unknown') throw error;
  throw new UpstreamError('unreachable', error.code, error.message, { cause: error });
}

export function createChannels(web: Web): Channels {
  const known = new Map<string, string>();

  async function direct(account: string, signal: AbortSignal): Promise<string> {
    const before = known.get(account);
    if (before !== undefined) return before;
    const opening = web.call('conversations.open', signal, (client) =>
      client.conversations.open({ users: userOf(account) }),
    );
    const id = (await opening.catch(nothingSaid)).channel?.id;
    if (id === undefined) {
      throw new UpstreamError('unreachable', 'bad-answer', 'conversations.open named no conversation');
    }
    known.set(account, id);
    return id;
  }

  return {
    direct,
    async of(room, signal) {
      const account = directAccount(room);
      return account === undefined ? room : await direct(account, signal);
    },
  };
}
