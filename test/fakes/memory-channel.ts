import type { Channel, ChannelMessage } from '../../src/channels/channel.ts';
import { UpstreamError, type UpstreamOutcome } from '../../src/errors.ts';

/** `applied`: it takes effect before it fails. */
export type ChannelFault = {
  outcome: UpstreamOutcome;
  code?: string;
  applied?: boolean;
  retryAfterMs?: number;
};

export type MemoryChannel = {
  channel: Channel;
  /** Everything that arrived, in order. */
  sent: { message: ChannelMessage; key: string }[];
  /** Each is used by the next call. */
  faults: ChannelFault[];
};

/** A channel that keeps in memory what came through it: for tests of the ring. */
export function createMemoryChannel(
  id: string,
  of: Partial<Pick<Channel, 'audience' | 'keyed' | 'limits'>> = {},
): MemoryChannel {
  const sent: MemoryChannel['sent'] = [];
  const faults: ChannelFault[] = [];
  return {
    sent,
    faults,
    channel: {
      id,
      kind: 'memory',
      audience: 'room',
      keyed: false,
      limits: { send: [], requestMs: 5_000 },
      ...of,
      async send(message, key) {
        const fault = faults.shift();
        if (fault === undefined || fault.applied === true) sent.push({ message, key });
        if (fault !== undefined) {
          const { outcome, code = 'injected', retryAfterMs } = fault;
          throw new UpstreamError(
            outcome,
            code,
            'failed on purpose',
            retryAfterMs === undefined ? {} : { retryAfterMs },
          );
        }
        return {
          unreached: message.mentions.people
            .filter(({ accounts, email }) => email === undefined && accounts.memory === undefined)
            .map(({ name }) => name),
        };
      },
      async stop() {},
      async check() {
        return [];
      },
    },
  };
}
