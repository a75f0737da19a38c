/** Whether everybody who was told that the app has it saw what came of it. */
import { NAMES } from './cast.ts';
import type { Answer } from './chat.ts';
import type { Deed } from './deeds.ts';
import type { Complain } from './judge.ts';
import type { People } from './people.ts';
import type { World } from './world.ts';

const CLOCK_STEP_MS = 5;

/** A deploy command that a chat took has a card, or its sender was told why not. */
export function judgeCommands(world: World, people: People, complain: Complain): void {
  for (const deed of people.deeds.filter((one) => one.acked)) {
    const hasCard = world.cards(deed.tag).length > 0;
    if (deed.kind === 'deploy' && !hasCard)
      complain(
        `${deed.tag}: the command was acknowledged in ${deed.chat} (${deed.answer}), but there is no card`,
      );
    if (deed.kind !== 'refused') continue;
    if (hasCard) complain(`${deed.tag}: ${NAMES[deed.person]} may not deploy, but did`);
    const isTold = world
      .chat(deed.chat)
      .answers(deed.person)
      .some(({ at, text }) => at >= deed.at - CLOCK_STEP_MS && text.includes('You may not deploy'));
    if (!isTold)
      complain(
        `${deed.tag}: ${NAMES[deed.person]}'s command was acknowledged in ${deed.chat} (${deed.answer}), but never answered`,
      );
  }
}

/** Every acknowledged vote shows as the decision, or its sender got an answer. Returns how many answers there are. */
export function judgeVotes(world: World, people: People, complain: Complain): number {
  let given = 0;
  const votes = people.deeds.filter((deed) => deed.gate !== undefined && deed.acked === true);
  for (const own of Map.groupBy(votes, ({ chat, person }) => `${chat} ${person}`).values()) {
    const [one] = own;
    if (one === undefined) continue;
    const answers = [...world.chat(one.chat).answers(one.person)];
    given += answers.length;
    const decided = new Set<string>();
    for (const deed of own) {
      const question = `${deed.tag} ${deed.gate?.approval}`;
      if (isDecision(world, deed) && !decided.has(question)) {
        decided.add(question);
        continue;
      }
      if (isDialogOpened(world, deed)) continue;
      const at = answers.findIndex(
        (answer) => answer.at >= deed.at - CLOCK_STEP_MS && fits(answer, deed, world),
      );
      if (at >= 0) answers.splice(at, 1);
      else
        complain(
          `${deed.tag}: ${NAMES[deed.person]}'s ${deed.kind} (${deed.verdict}) was acknowledged in ${deed.chat} (${deed.answer}), but shows nowhere and has no answer`,
        );
    }
  }
  return given;
}

function isDecision(world: World, deed: Deed): boolean {
  if (isQuestion(world, deed)) return false;
  const { title } = world.chat(deed.chat);
  return (
    world
      .cards(deed.tag)[0]
      ?.card()
      ?.settled.some(
        (gate) =>
          gate.by === NAMES[deed.person] &&
          gate.verdict === deed.verdict &&
          gate.where === title &&
          gate.title === deed.gate?.title,
      ) ?? false
  );
}

/** A click on Reject asks for the dialog, where the chat has dialogs. */
function isQuestion(world: World, { kind, verdict, chat }: Deed): boolean {
  return kind === 'click' && verdict === 'reject' && world.chat(chat).people.dialogs !== undefined;
}

/** A click on Reject is answered by its dialog. */
function isDialogOpened(world: World, deed: Deed): boolean {
  if (!isQuestion(world, deed)) return false;
  const { dialogs } = world.chat(deed.chat).people;
  return (
    dialogs?.opened.some(
      ({ person, approval, at }) =>
        person === deed.person && approval === deed.gate?.approval && at >= deed.at - CLOCK_STEP_MS,
    ) ?? false
  );
}

/** "Received" alone promises an answer and is none; nor is the praise for a decision that no card shows. */
function fits({ text }: Answer, deed: Deed, world: World): boolean {
  if (text.includes('Please click again')) return deed.kind === 'click';
  if (/You (?:approved|rejected) “/.test(text)) return false;
  const number = world.cards(deed.tag)[0]?.card()?.number;
  return new RegExp(`[Rr]un #${number}\\b|#${number} “`).test(text);
}
