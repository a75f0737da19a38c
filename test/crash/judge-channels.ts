/** Whether those who cannot answer heard of everything, and of nothing twice but what nobody can know to have arrived. */
import { isOver } from './card.ts';
import type { Complain } from './judge.ts';
import { isUnknown } from './judge-messages.ts';
import type { Said, Told } from './receivers.ts';
import { stepsOf } from './workflows.ts';
import type { World } from './world.ts';

/** Words of a card's status, by the events that end a run so. */
const ENDS: Readonly<Record<string, readonly string[]>> = {
  succeeded: ['succeeded'],
  stopped: ['rejected', 'cancelled'],
  failed: ['failed'],
};

/** Returns how many messages they got. */
export function judgeChannels(world: World, complain: Complain): number {
  const { told, said } = world.receivers;
  const events = Map.groupBy(told, ({ tag }) => tag);
  for (const tag of world.tags()) {
    const card = world.cards(tag)[0]?.card();
    if (card === undefined || !isOver(card)) continue;
    const ends = ENDS[card.status] ?? [];
    const gates = stepsOf(card.environment).filter(({ type }) => type === 'suspend').length;
    judgeProgram(tag, events.get(tag) ?? [], ends, gates, complain);
    judgeRobot(tag, said, ends, world, complain);
  }
  return told.length + said.length;
}

/** Copies have the id of the first one: by ids it is told of each thing once, and of the end. */
function judgeProgram(
  tag: string,
  told: readonly Told[],
  ends: readonly string[],
  gates: number,
  complain: Complain,
): void {
  const ids = (...types: string[]): Set<string> =>
    new Set(told.filter(({ type }) => types.includes(type)).map(({ id }) => id));
  if (ids('created').size !== 1)
    complain(`${tag}: a program heard ${ids('created').size} times that it was created`);
  if (ids(...ends).size !== 1)
    complain(`${tag}: a program heard ${ids(...ends).size} times that it ended as its card says`);
  const asked = told.filter(({ type }) => type === 'waiting');
  const approvals = new Set(asked.map(({ approval }) => approval));
  if (ids('waiting').size !== approvals.size || approvals.size > gates)
    complain(
      `${tag}: a program heard of ${ids('waiting').size} questions about ${approvals.size} gates of ${gates}`,
    );
}

/** The end stands there, twice only where a kill left open whether it had arrived; that it was created at most once. */
function judgeRobot(
  tag: string,
  said: readonly Said[],
  ends: readonly string[],
  { kills }: World,
  complain: Complain,
): void {
  const about = (events: readonly string[]): Said[] =>
    said.filter(({ text }) => events.some((event) => text.includes(`${event} ${tag}.`)));
  const over = about(ends);
  if (over.length === 0) complain(`${tag}: the robot never said how it ended`);
  for (const copy of over.slice(0, -1))
    if (!isUnknown(copy, kills))
      complain(`${tag}: the robot said twice how it ended, though the first time was heard of`);
  if (about(['created']).length > 1) complain(`${tag}: the robot said twice that it was created`);
}
