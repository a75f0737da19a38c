import { z } from 'zod';
import { parseJson } from '../common/json.ts';

/** What we read of a frame of the stream (https://open.dingtalk.com/document/orgapp/stream), and nothing more. */
const frame = z.looseObject({
  type: z.enum(['SYSTEM', 'EVENT', 'CALLBACK']),
  headers: z.looseObject({
    topic: z.string(),
    messageId: z.string().default(''),
    time: z.string().optional(),
  }),
  data: z.string().default(''),
});
export type Frame = z.infer<typeof frame>;

export const topics = {
  message: '/v1.0/im/bot/messages/get',
  card: '/v1.0/card/instances/callback',
} as const;

/** Undefined for what is no frame. */
export function readFrame(data: unknown): Frame | undefined {
  return frame.safeParse(parseJson(String(data))).data;
}

/** The same message id goes back; `data` is JSON as text. */
export function ackFrame(messageId: string, code: 200 | 404, data: unknown): string {
  return JSON.stringify({
    code,
    message: code === 200 ? 'OK' : 'no such topic',
    headers: { contentType: 'application/json', messageId },
    data: JSON.stringify(data),
  });
}
