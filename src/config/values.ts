import { z } from 'zod';
import { networkProblem } from '../domain/reach.ts';
import { parseDuration } from './duration.ts';
import { parseInstant } from './instant.ts';
import { zoneProblem } from './zone.ts';

/** The kinds of value that several keys of greenlight.yaml have. */

/** Longest name of an app, a person and so on. */
const MAX_NAME = 50;
/** Longest text for people: it stands in a card's title. */
const MAX_LABEL = 100;

const SPELLING =
  'must be lower-case letters, digits and single hyphens, beginning with a letter, such as shop-api';

/** `constructor` is spelled like a name but is a member of every object. */
export const name = z
  .string()
  .max(MAX_NAME, `must be at most ${MAX_NAME} characters`)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, SPELLING)
  .refine((text) => text !== 'constructor', 'cannot be a name: take another word');

export const reference = z.string();
export const people = z.array(reference);

export const label = z
  .string()
  .min(1, 'is empty: write a text or leave the key out')
  .max(MAX_LABEL, `must be at most ${MAX_LABEL} characters`)
  .refine((text) => !/\p{Cc}/u.test(text), 'must be one line without control characters');

export const text = z.string().min(1, 'is empty: write a value or leave the key out');

export const language = z.enum(['en', 'zh']);

/** Text that goes to the operating system, where NUL ends a string. */
export const systemText = text.refine((value) => !value.includes('\0'), 'must not contain NUL');

export const network = z.string().superRefine((value, context) => {
  const problem = networkProblem(value);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

export const duration = z.string().superRefine((value, context) => {
  const parsed = parseDuration(value);
  if ('problem' in parsed) context.addIssue({ code: 'custom', message: parsed.problem });
});

export const instant = z.string().superRefine((value, context) => {
  const parsed = parseInstant(value);
  if ('problem' in parsed) context.addIssue({ code: 'custom', message: parsed.problem });
});

/** Longest name of a time zone, in characters; the longest that there is has 32. */
const MAX_ZONE = 60;

export const zone = z
  .string()
  .max(MAX_ZONE, 'is no time zone: write a name such as Asia/Shanghai')
  .superRefine((value, context) => {
    const problem = value.length > MAX_ZONE ? undefined : zoneProblem(value);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });

export const httpUrl = z.string().refine(isHttpUrl, 'must be a URL that begins with https:// or http://');

function isHttpUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

/** Of a secret that signs, in characters: 128 bits and more, however it was made. */
const MIN_SECRET = 32;

export const signingSecret = z
  .string()
  .refine(
    (value) => value.trim().length >= MIN_SECRET,
    `must have at least ${MIN_SECRET} characters: make one with openssl rand -hex 32`,
  );
