import { z } from 'zod';
import { people, reference, text } from './values.ts';

/** Keys that say who belongs together, and by what a person is found in a chat. */

/** A local part and a domain: what more an address must be, its mail server knows. */
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
/** https://en.wikipedia.org/wiki/E.164 */
const E164 = /^\+[1-9]\d{6,14}$/;

export const personGroupKeys = {
  email: z
    .string()
    .regex(ADDRESS, 'is not an e-mail address')
    .optional()
    .describe('The e-mail address: on platforms with matchEmail, whoever verified it there is this person.'),
  mobile: z
    .string()
    .regex(E164, 'must be a number with its country code and nothing else, such as +8613800000000')
    .optional()
    .describe('The mobile number with its country code, such as +8613800000000.'),
  groups: z
    .array(reference)
    .optional()
    .describe('Groups that this person belongs to, beside what the groups say.'),
};

export const groupSchema = z.strictObject({
  people: people.prefault([]).describe('People who belong to it.'),
  from: z
    .array(text)
    .prefault([])
    .describe(
      'Groups of chats whose members belong to it too: platform and group, such as slack-main/S0123ABC (user group), feishu-main/department:od-…, feishu-main/group:… or dingtalk-main/department:123. One that cannot be read is nobody.',
    ),
});

export const matchEmail = z
  .boolean()
  .default(false)
  .describe(
    "Whether somebody without an account in ids is known by a person's email, when this chat says that the address is verified.",
  );
