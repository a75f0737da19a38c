import { z } from 'zod';
import { parseJson } from '../common/json.ts';

/** What Slack sends over a Socket Mode connection: https://docs.slack.dev/apis/events-api/using-socket-mode */

const hello = z.looseObject({
  type: z.literal('hello'),
  /** All connections of the app, ours and everybody else's. */
  num_connections: z.number().int().optional(),
});

const disconnect = z.looseObject({ type: z.literal('disconnect'), reason: z.string().default('unknown') });

const asked = z.looseObject({
  type: z.enum(['slash_commands', 'interactive']),
  envelope_id: z.string().min(1),
  payload: z.looseObject({}),
});

const told = z.looseObject({
  type: z.literal('events_api'),
  envelope_id: z.string().min(1),
  // Slack's own `app_rate_limited` comes without an event inside, on which the SDK throws where nobody can catch it.
  payload: z.looseObject({ event: z.looseObject({ type: z.string().min(1) }) }),
});

const frame = z.discriminatedUnion('type', [hello, disconnect, asked, told]);
export type Frame = z.infer<typeof frame>;

/** Undefined for everything that the SDK must not see: binary, not JSON, unknown, incomplete. */
export function readFrame(data: unknown, isBinary: unknown): Frame | undefined {
  if (isBinary === true || typeof data !== 'string') return undefined;
  return frame.safeParse(parseJson(data)).data;
}
