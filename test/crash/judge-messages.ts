/** Whether anything was said twice. */
import { PEOPLE } from './cast.ts';
import type { Answer, Chat } from './chat.ts';
import type { Complain } from './judge.ts';
import type { World } from './world.ts';

/** It takes this long at most until the server has written down that a message was sent, on a machine with other work. */
const WRITTEN_MS = 1_000;
/** A server that has just started does everything at once: requests may take longer than it waits. */
const START_MS = 4_000;

/** Returns the number of notices about open gates. */
export function judgeMessages(world: World, complain: Complain): number {
  let notices = 0;
  for (const chat of world.chats) {
    judgeRooms(chat, complain);
    notices += judgeThreads(chat, complain) + judgeDirect(chat, world, complain);
  }
  return notices;
}

/** Outside of threads rooms see nothing but cards: an answer is for one person. */
function judgeRooms({ id, messages }: Chat, complain: Complain): void {
  for (const message of messages)
    if (message.thread === undefined && message.versions().every((card) => card === undefined))
      complain(`${id}: everybody in ${message.room} was told: ${message.text()}`);
}

/** A notice hangs in the thread of its card and calls for one gate: place and words tell one from another. It is posted once. */
function judgeThreads({ id, messages }: Chat, complain: Complain): number {
  const known = new Map<string, string>();
  for (const message of messages) {
    const { room, thread } = message;
    if (thread === undefined) continue;
    const key = `${room} ${thread} ${message.text()}`;
    const before = known.get(key);
    if (before !== undefined)
      complain(`${id}: a notice was posted twice: ${before} and ${message.id}, ${message.text()}`);
    known.set(key, message.id);
  }
  return messages.filter(({ thread }) => thread !== undefined).length;
}

/**
 * The call to decide goes to each approver directly where no message in a room can call them. It is sent again only when the one before may not
 * have been heard of: such messages can be looked up by nothing.
 */
function judgeDirect(chat: Chat, { kills }: World, complain: Complain): number {
  let count = 0;
  for (const person of PEOPLE) {
    const calls = chat.answers(person).filter(({ text }) => text.includes('needs your decision'));
    count += calls.length;
    for (const [text, copies] of Map.groupBy(calls, (call) => call.text))
      for (const copy of copies.slice(0, -1))
        if (!isUnknown(copy, kills))
          complain(`${chat.id}: ${person} was called twice, though the first call was heard of: ${text}`);
  }
  return count;
}

export function isUnknown({ at, unknown }: Pick<Answer, 'at' | 'unknown'>, kills: World['kills']): boolean {
  return unknown === true || kills.some((kill) => at >= kill.from - WRITTEN_MS && at <= kill.at + START_MS);
}
