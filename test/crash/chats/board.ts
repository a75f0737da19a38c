import type { Message } from '../chat.ts';

/** What the bot has posted into the rooms of a chat. */
export type Board = {
  messages: readonly Message[];
  put(message: Message): void;
  onPut(listener: (message: Message) => void): void;
};

export function createBoard(): Board {
  const messages: Message[] = [];
  const listeners = new Set<(message: Message) => void>();
  return {
    messages,
    put(message) {
      messages.push(message);
      for (const listener of listeners) listener(message);
    },
    onPut: (listener) => void listeners.add(listener),
  };
}
