/** Whether anything was said twice. */
import { PEOPLE } from './cast.ts';
import type { Answer, Chat } from './chat.ts';
import type { Complain } from './judge.ts';
import type { World } from './world.ts';

/** What a server that is killed so soon after a message was sent may not have written down. */
const UNWRITTEN_MS = 5_000;

/** Returns the number of notices about open gates. */
export function judgeMessages(world: World, complain: Complain): number {
  return world.chats.reduce(
    (sum, chat) => sum + judgeThreads(chat, complain) + judgeDirect(chat, world, complain),
    0,
  );
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

function isUnknown({ at, unknown }: Answer, kills: readonly number[]): boolean {
  return unknown === true || kills.some((kill) => kill >= at - 1 && kill <= at + UNWRITTEN_MS);
}
