import { z } from 'zod';
import { COMMIT_PARAMETER, isSameCommit } from '../../domain/revision.ts';
import type { CiRequest } from '../../flows/start-by-hook.ts';
import type { ApiProblem } from '../api/answer.ts';
import { doubledKeys } from './doubled-keys.ts';

const KEY_MAX = 100;
const NAME_MAX = 100;
const VALUE_MAX = 256;
const PARAMETERS_MAX = 50;

/** PostgreSQL takes neither. */
const isText = (text: string): boolean => text.isWellFormed() && !text.includes('\0');
const line = (max: number) =>
  z
    .string()
    .min(1, 'is empty')
    .max(max, `has more than ${max} characters`)
    .refine((text) => isText(text) && !/\p{Cc}/u.test(text), 'has characters that are none');

const parameter = z
  .union([z.string(), z.number(), z.boolean()], 'must be a text, a number, true or false')
  .transform(String)
  .refine((text) => text.length <= VALUE_MAX, `has more than ${VALUE_MAX} characters`)
  .refine(isText, 'has characters that are none');

const fields = z.strictObject({
  app: line(NAME_MAX),
  environment: line(NAME_MAX),
  parameters: z
    .record(line(NAME_MAX), parameter)
    .refine((all) => Object.keys(all).length <= PARAMETERS_MAX, `has more than ${PARAMETERS_MAX} parameters`)
    .default({}),
  /** Names the deploy. */
  key: z
    .string()
    .regex(
      new RegExp(`^[\\x20-\\x7e]{1,${KEY_MAX}}$`),
      `must be 1 to ${KEY_MAX} printable ASCII characters, such as the job's own number: the same ones when the same deploy is sent again`,
    ),
  commit: line(VALUE_MAX).optional(),
  author: line(VALUE_MAX).optional(),
});

const body = fields.refine(
  ({ commit, parameters }) =>
    commit === undefined || isSameCommit(commit, parameters[COMMIT_PARAMETER] ?? commit),
  { path: ['commit'], message: 'is another one than that of parameters: give it once' },
);

/** A verified body, or everything that is wrong with it. */
export function readCiRequest(bytes: Buffer): CiRequest | { problems: readonly ApiProblem[] } {
  const text = bytes.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text, refuseProto);
  } catch (error) {
    if (error instanceof ProtoKey) return { problems: [{ path: '', message: 'has a key "__proto__"' }] };
    // Without the parser's words: they quote the body.
    return { problems: [{ path: '', message: 'is not JSON' }] };
  }
  const doubled = doubledKeys(text);
  if (doubled.length > 0)
    return { problems: doubled.map((path) => ({ path, message: 'is given more than once' })) };
  const read = body.safeParse(value);
  if (!read.success)
    return { problems: read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })) };
  const { parameters, commit, author, ...rest } = read.data;
  return {
    ...rest,
    parameters: Object.entries(parameters),
    ...(commit === undefined ? {} : { commit }),
    ...(author === undefined ? {} : { author }),
  };
}

class ProtoKey extends Error {}

/** What is checked below would pass over a key of this name. */
function refuseProto(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new ProtoKey();
  return value;
}
