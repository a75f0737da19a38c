import type { Environment } from '../domain/directory.ts';
import type { Room } from '../domain/event.ts';
import { insertPost } from '../store/posts.ts';
import type { FlowContext } from './context.ts';

/** Owes the card of a run to the room of the command and to the rooms of the environment, each room once. */
export async function postRun(
  context: FlowContext,
  run: { id: number; key: string },
  environment: Environment | undefined,
  commandRoom: Room | undefined,
): Promise<void> {
  const rooms = [
    ...(commandRoom === undefined ? [] : [commandRoom]),
    ...(environment?.rooms ?? []).map((target) => target.room),
  ];
  const seen = new Set<string>();
  for (const room of rooms) {
    const place = `${room.platform}/${room.id}`;
    if (seen.has(place)) continue;
    seen.add(place);
    await insertPost(context.tx, {
      run: run.id,
      platform: room.platform,
      room: room.id,
      key: `${run.key}-${seen.size}`,
      createdAt: context.now,
    });
  }
}
