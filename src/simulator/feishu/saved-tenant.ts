import type { Message, Toast } from './world.ts';

/** What outlives a restart of the playground: what was said. Tokens and open callbacks do not. */
export type SavedTenant = {
  version: 1;
  directChats: { id: string; user: string; createdAt: number }[];
  messages: Message[];
  toasts: Toast[];
};
