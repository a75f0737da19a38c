import type { UpstreamError } from '../../errors.ts';
import { isRefused } from '../../platforms/common/refused.ts';
import { REQUEST_MS, STOP_MS } from '../../platforms/common/time-limits.ts';
import type { Rate } from '../../platforms/platform.ts';
import type { Channel, ChannelMessage } from '../channel.ts';
import { cardRefused } from './answers.ts';
import { createHookClient, type HookAnswer, type HookParts, hookAddress } from './hook-client.ts';
import { probe, type Remedies } from './probe.ts';

/** What every robot has; `url` is its own key. */
export type RobotConfig = { id: string; url: string; requestMs?: number };

/** What makes one vendor's robots different from another's. */
export type RobotVendor = {
  kind: string;
  /** In errors and findings. */
  name: string;
  limits: readonly Rate[];
  /** The body, and the names of those mentioned who have no account there. */
  render(message: ChannelMessage): { body: Body; unreached: string[] };
  /** Adds a signature for this moment. */
  sign?(url: URL, body: Body): { url: URL; body: Body };
  /** Undefined for a success. */
  failureIn(answer: HookAnswer): UpstreamError | undefined;
  remedies: Remedies;
};

type Body = Readonly<Record<string, unknown>>;

/** A robot or webhook of one room: whoever knows its address can post JSON to it, and it says by its answer what became of that. */
export function createRobot(config: RobotConfig, vendor: RobotVendor, parts: HookParts): Channel {
  const requestMs = config.requestMs ?? REQUEST_MS;
  const client = createHookClient(vendor.name, requestMs, parts);

  async function post(message: Body, signal: AbortSignal): Promise<void> {
    const address = hookAddress(vendor.name, config.url);
    const { url, body } = vendor.sign?.(address, message) ?? { url: address, body: message };
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    const answer = await client.send({ method: 'POST', url, headers, body: JSON.stringify(body) }, signal);
    const failure = vendor.failureIn(answer);
    if (failure) throw failure;
  }

  return {
    id: config.id,
    kind: vendor.kind,
    audience: 'room',
    keyed: false,
    limits: { send: vendor.limits, requestMs },
    async send(message, _key, signal) {
      const { body, unreached } = vendor.render(message);
      try {
        await post(body, signal);
      } catch (error) {
        // A refusal did nothing: the one line that says it all may pass where the card did not.
        const plainer = message.raw === undefined && message.card.parts.length > 0;
        if (!plainer || !isRefused(error, cardRefused)) throw error;
        const { summary } = message.card;
        await post(vendor.render({ ...message, card: { summary, parts: [] } }).body, signal);
      }
      return { unreached };
    },
    stop: () => client.close(STOP_MS),
    check: () => probe(vendor.name, vendor.remedies, () => post({}, AbortSignal.timeout(requestMs))),
  };
}
