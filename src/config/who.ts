import { isMailAddress } from '../domain/mailbox.ts';
import { EVERYONE } from '../domain/membership.ts';
import type { Who } from '../domain/route.ts';

/** What routes call people by whatever they are in the run at hand. No person and no group may have such a name. */
export const WHO_WORDS = ['initiator', 'authors', 'approvers', EVERYONE] as const;

export type WhoWord = (typeof WHO_WORDS)[number];

export function isWhoWord(text: string): text is WhoWord {
  return WHO_WORDS.some((word) => word === text);
}

/** Addresses are compared, and used, in lower case. */
export function parseWho(text: string): Who {
  if (isWhoWord(text)) return { kind: text };
  return isMailAddress(text) ? { kind: 'address', email: text.toLowerCase() } : { kind: 'named', name: text };
}
