import type { Directory, Person } from '../domain/directory.ts';
import { timeText } from '../domain/local-time.ts';
import type { ToldSubject } from '../domain/notice.ts';
import { directRoom } from '../domain/platform-ability.ts';
import { insertNotice } from '../store/notices.ts';
import type { FlowContext } from './context.ts';
import { accountFor } from './person.ts';

/**
 * Owes somebody a direct message, once for each key: on `platform` where they have an account there, else on the first chat where they have one. Nothing is owed to
 * whoever has left or has no account. Resolves with whether there was one.
 */
export async function tellPerson(
  context: FlowContext,
  {
    person,
    platform,
    key,
    says,
  }: { person: string; platform: string; key: string; says: ToldSubject['says'] },
): Promise<boolean> {
  const chat = await reachedOn(context, person, platform);
  if (chat === undefined) return false;
  await insertNotice(context.tx, {
    run: 0,
    post: null,
    platform: chat.platform,
    room: chat.id,
    key,
    subject: { kind: 'told', person, says },
    createdAt: context.now,
  });
  return true;
}

/** Their direct conversation with the bot; undefined when they have none on any chat. */
export async function reachedOn(
  context: Pick<FlowContext, 'tx' | 'directory'>,
  person: string,
  platform: string,
): Promise<{ platform: string; id: string } | undefined> {
  const { directory } = context;
  if (directory.person(person) === undefined) return undefined;
  const chats = directory.platforms.map(({ id }) => id);
  for (const id of new Set([...chats.filter((one) => one === platform), ...chats])) {
    const account = await accountFor(context, person, id);
    if (account !== undefined) return directRoom(id, account);
  }
  return undefined;
}

/** A moment as that person reads it, with its zone. */
export function momentFor(directory: Directory, person: string | Person, at: number): string {
  const who = typeof person === 'string' ? directory.person(person) : person;
  return timeText(at, who?.zone ?? directory.zone);
}
