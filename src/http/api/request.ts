import { z } from 'zod';
import type { ApiProblem } from './answer.ts';

/** A reason of 500 characters and a dozen parameters of 256. */
const TEXT_MAX = 4000;
const KEY_MAX = 100;

/** Other keys are left alone. */
const commandRequest = z.object({
  text: z
    .string()
    .trim()
    .min(1, 'is empty: write a command, such as status 42')
    .max(TEXT_MAX, `has more than ${TEXT_MAX} characters`)
    // PostgreSQL takes neither; what is stored must read back as it was sent, or the same request would look like another one.
    .refine((text) => text.isWellFormed() && !text.includes('\0'), 'has characters that are none'),
  key: z
    .string()
    .regex(
      new RegExp(`^[\\x20-\\x7e]{1,${KEY_MAX}}$`),
      `must be 1 to ${KEY_MAX} printable ASCII characters: the same ones when the same command is sent again`,
    ),
});

/** `text` without spaces around it; `key` names the thing, however often it is sent. */
export type CommandRequest = z.infer<typeof commandRequest>;

/** A body as it was sent, or everything that is wrong with it. */
export function readRequest(body: unknown): CommandRequest | { problems: readonly ApiProblem[] } {
  const read = commandRequest.safeParse(body);
  if (read.success) return read.data;
  return { problems: read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })) };
}
