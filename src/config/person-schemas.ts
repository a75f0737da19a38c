import { z } from 'zod';
import { instant, label, reference } from './values.ts';

export const away = z
  .strictObject({
    from: instant.describe('First day or moment of it, such as 2026-12-01 or 2026-12-01T09:00:00+08:00.'),
    until: instant.describe('The day or moment at which they are back.'),
    delegate: reference.optional().describe('Who approves and rejects in their place meanwhile.'),
  })
  .optional()
  .describe('Out of office.');

/** What the program makes, and what must never stand in the file. */
const TOKEN = /^glt_/;

const tokenSchema = z.strictObject({
  name: label.describe('What the audit calls it.'),
  sha256: z
    .string()
    .refine(
      (text) => !TOKEN.test(text),
      'is the token itself, which everybody could use who reads the file: make a new one with greenlight token and write its sha256',
    )
    .refine(
      (text) => TOKEN.test(text) || /^[0-9a-fA-F]{64}$/.test(text),
      'must be the SHA-256 of a token, 64 hexadecimal digits: greenlight token makes both',
    )
    .describe('SHA-256 of the token, as greenlight token prints it.'),
  until: instant.optional().describe('The day or moment from which it is refused; never where absent.'),
});

export const tokens = z
  .array(tokenSchema)
  .prefault([])
  .describe('Tokens with which a program acts as this person.');
