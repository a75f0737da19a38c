import type { Json } from '../common/json.ts';

export type RoomKind = 'slack' | 'feishu' | 'dingtalk' | 'receivers';

/** What a person does in one of the chats; `account` is theirs there. What it returns goes back to the page. */
export type Deed = (account: string, body: Json) => unknown;

/** One simulated chat, or all that cannot be answered, as the page sees it. */
export type Room = {
  kind: RoomKind;
  /** Everything that a person sees there. */
  view(account: string): Json;
  /** By name: `say`, `click`, … */
  deeds: Readonly<Record<string, Deed>>;
  /** Tells of everything that changes for that person; `{type: 'all', view}` takes the place of what was there before. */
  follow(account: string, tell: (change: Json) => void): () => void;
  /** Of a message that is HTML, which the page shows in a frame of its own. */
  html?(id: string): string | undefined;
};

/** More than anyone scrolls back in a playground; the rest stays in the simulator. */
export const MESSAGES_SHOWN = 500;
