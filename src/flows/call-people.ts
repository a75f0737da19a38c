import type { QuestionSubject } from '../domain/notice.ts';
import { directRoom } from '../domain/platform-ability.ts';
import type { ApprovalRow } from '../store/approvals.ts';
import { insertNotice } from '../store/notices.ts';
import { postsOfRun } from '../store/posts.ts';
import type { FlowContext } from './context.ts';
import { accountFor } from './person.ts';
import { type Told, tellRoutes } from './tell-routes.ts';

/** The key of the one message of its kind about a question in the thread of a card. */
export function noticeKey(name: string, approval: number, post: number): string {
  return `${name}-${approval}-${post}`;
}

/** What the message is called that calls the approvers when a gate opens. */
export const GATE = 'gate';

type Call = {
  /** As it is now. */
  run: Told;
  approval: Pick<ApprovalRow, 'id' | 'gatePath'>;
  kind: Exclude<QuestionSubject['kind'], 'break-glass'>;
  /** Names this message among those about the question: the same is sent once. */
  name: string;
};

/**
 * In the thread of each card, where a message in a room can call people; elsewhere each of them is told directly, once. So are all whom routes tell of questions: rooms, channels
 * and people without a card.
 */
export async function callPeople(
  context: FlowContext,
  { run, approval: { id: approval, gatePath: step }, kind, name }: Call,
  people: Iterable<string>,
): Promise<void> {
  const { tx, now, platforms } = context;
  const { also, direct: told } = await tellRoutes(
    context,
    run,
    () => [{ type: 'waiting', step, approval, at: now }],
    name,
  );
  const direct = new Set<string>();
  for (const { id: post, platform, room } of await postsOfRun(tx, run.id)) {
    if (platforms.get(platform)?.mentions === false) {
      direct.add(platform);
      continue;
    }
    const key = noticeKey(name, approval, post);
    const others = also.get(`${platform}/${room}`) ?? [];
    const subject = { kind, approval, ...(others.length === 0 ? {} : { also: others }) };
    await insertNotice(tx, { run: run.id, post, platform, room, key, subject, createdAt: now });
  }
  for (const platform of direct) {
    for (const person of people) {
      const account = await accountFor(context, person, platform);
      if (account === undefined) continue;
      const key = `${name}-${approval}-${platform}-${person}`;
      const subject = { kind, approval, person };
      const room = directRoom(platform, account).id;
      if (told.has(`${platform}/${room}`)) continue;
      await insertNotice(tx, { run: run.id, post: null, platform, room, key, subject, createdAt: now });
    }
  }
}

/** Tells every room that follows the run. */
export async function callRooms(context: FlowContext, run: number, approval: number): Promise<void> {
  const { tx, now } = context;
  for (const { id: post, platform, room } of await postsOfRun(tx, run)) {
    const key = noticeKey('break-glass', approval, post);
    const subject = { kind: 'break-glass', approval } as const;
    await insertNotice(tx, { run, post, platform, room, key, subject, createdAt: now });
  }
}
