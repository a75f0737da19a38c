import { z } from 'zod';
import { parseJson } from '../common/json.ts';
import { word } from './payloads.ts';

/** JSON as text, which is how it goes back. */
const data = z.unknown().transform((value): string => {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
});

/** What we read of a frame of the stream (https://open.dingtalk.com/document/orgapp/stream), and nothing more. */
const frame = z.looseObject({
  type: z.enum(['SYSTEM', 'EVENT', 'CALLBACK']),
  headers: z.looseObject({
    topic: z.string(),
    messageId: word.transform((value) => value ?? ''),
    time: word,
  }),
  data,
});
export type Frame = z.infer<typeof frame>;

export const topics = {
  message: '/v1.0/im/bot/messages/get',
  card: '/v1.0/card/instances/callback',
} as const;

/** Undefined for what is no frame. */
export function readFrame(text: string): Frame | undefined {
  return frame.safeParse(parseJson(text)).data;
}

/** The same message id goes back; `data` is JSON as text. */
export function ackFrame(messageId: string, code: 200 | 404, response: unknown): string {
  return JSON.stringify({
    code,
    message: code === 200 ? 'OK' : 'no such topic',
    headers: { contentType: 'application/json', messageId },
    data: JSON.stringify(response),
  });
}
