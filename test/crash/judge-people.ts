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
    const questions = Map.groupBy(own, ({ tag, gate }) => `${tag} ${gate?.approval}`);
    for (const votesOnOne of [...questions.values()].reverse())
      judgeQuestion(world, votesOnOne, answers, complain);
  }
  return given;
}

/** What one person did about one question in one chat. At most one of it is the decision; all else has its own of the `answers`. */
function judgeQuestion(world: World, votes: readonly Deed[], answers: Answer[], complain: Complain): void {
  const voted = votes.filter((deed) => !isDialogOpened(world, deed));
  let owed = voted.some((deed) => isDecision(world, deed)) ? voted.length - 1 : voted.length;
  const unanswered: string[] = [];
  // The latest first: the fewest answers came after it.
  for (const deed of voted.toReversed()) {
    const isLater = ({ at }: Answer): boolean => at >= deed.at - CLOCK_STEP_MS;
    let at = answers.findLastIndex((answer) => isLater(answer) && isAbout(answer, deed, world));
    if (at < 0) at = answers.findLastIndex((answer) => isLater(answer) && isAboutAny(answer, deed, world));
    if (at < 0) unanswered.push(`${deed.kind} (${deed.verdict}, ${deed.answer})`);
    if (owed === 0 || at < 0) continue;
    answers.splice(at, 1);
    owed -= 1;
  }
  const [deed] = votes;
  if (owed > 0 && deed !== undefined)
    complain(
      `${deed.tag}: ${NAMES[deed.person]} did ${voted.length} things about "${deed.gate?.title}" that were acknowledged in ${deed.chat}, and ${owed} of them show nowhere and have no answer: ${unanswered.join(', ')}`,
    );
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

/** Words that name no question, for whatever was done in this way. */
function isAboutAny({ text }: Answer, deed: Deed, world: World): boolean {
  if (text.includes('Please click again')) return isQuestion(world, deed);
  return text.includes('I cannot tell which card') && deed.kind === 'reply';
}

/** "Received" alone promises an answer and is none; nor is the praise for a decision that no card shows. */
function isAbout({ text }: Answer, deed: Deed, world: World): boolean {
  if (/You (?:approved|rejected) “/.test(text)) return false;
  const number = world.cards(deed.tag)[0]?.card()?.number;
  const title = deed.gate?.title ?? '';
  if (text.includes(`#${number} “${title}”`)) return true;
  return (
    new RegExp(`[Rr]un #${number}\\b`).test(text) && (!text.includes('“') || text.includes(`“${title}”`))
  );
}
