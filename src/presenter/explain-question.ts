import type { Person } from '../domain/directory.ts';
import type { Level } from '../domain/policy.ts';
import { levelOf } from '../domain/question.ts';
import { openPlaces } from '../domain/question-fillers.ts';
import { type NextStep, nextSteps } from '../domain/question-next.ts';
import { explainDeeds, type Moment } from './explain-deeds.ts';
import { explained, stateWord } from './explain-words.ts';
import { joined } from './joined.ts';
import { nameOf } from './names.ts';
import { timeText } from './time-text.ts';
import { word } from './words.ts';

/** Why or why not somebody may decide a question now, what they and others have said so far, and what is missing. One sentence a line. */
export function explainQuestion(
  moment: Moment,
  asked: { run: number; title: string; gate: string },
  person: Person,
): string[] {
  const { question, language } = moment;
  const { policy, state } = question;
  return [
    explained('question', language, { ...asked, policy: policy.id, state: stateWord(state, language) }),
    ...question.votes.map((vote) => {
      const data = { name: namesOf(moment, [vote.person]), verdict: vote.verdict, level: vote.level + 1 };
      return vote.seat === vote.person
        ? explained('voted', language, data)
        : explained('votedInSeat', language, { ...data, seat: namesOf(moment, [vote.seat]) });
    }),
    ...explainDeeds(moment, person),
    ...openLines(moment),
  ];
}

/** Levels in words: `1 of sre and 1 of qa, then 1 of Ada, Dana`. */
export function levelsText(moment: Moment, levels: readonly Level[]): string {
  const { language } = moment;
  if (levels.length === 0) return explained('none', language);
  return levels
    .map((level) => {
      if (level.length === 0) return explained('none', language);
      return level
        .map(({ count, of }) => {
          if (of.length === 0) return explained('none', language);
          const names = namesOf(moment, of);
          return count === 'all'
            ? explained('all', language, { names })
            : explained('some', language, { count, names });
        })
        .join(explained('and', language));
    })
    .join(explained('next', language));
}

function openLines(moment: Moment): string[] {
  const { question, at, world, language } = moment;
  const steps = nextSteps(question, at, world);
  if (steps.length === 0) return [];
  const nobody = !steps.some(({ kind }) => kind === 'approve' || kind === 'settle');
  return [
    ...(nobody ? [explained('stuck', language)] : []),
    ...steps.flatMap((step) => stepLines(moment, step)),
  ];
}

function stepLines(moment: Moment, step: NextStep): string[] {
  const { question, at, world, language } = moment;
  const { levels } = question.policy;
  switch (step.kind) {
    case 'approve': {
      const missing = openPlaces(question, step, at, world).map(({ count, of, fillers }) => {
        const who = fillers.map(({ person, seat }) => {
          const name = namesOf(moment, [person]);
          return person === seat ? name : word('inSeatOf', language, { name, seat: namesOf(moment, [seat]) });
        });
        const list = namesOf(moment, of);
        const level = { level: step.level + 1, levels: levels.length };
        return explained('missing', language, { ...level, count, list, who: joined(who, language) });
      });
      const now = levelOf(question, world);
      const later = levels.flatMap((level, index) => {
        if (index <= now) return [];
        const data = { level: index + 1, levels: levels.length, list: levelsText(moment, [level]) };
        return [explained('later', language, data)];
      });
      return [...missing, ...later];
    }
    case 'short': {
      const data = { level: step.level + 1, levels: levels.length, count: step.places };
      return [explained('short', language, data)];
    }
    case 'reject':
      return [explained('rejecters', language, { count: step.missing, who: namesOf(moment, step.people) })];
    case 'settle':
      return [explained('enough', language)];
    case 'escalate':
      return [explained('escalates', language, { time: timeText(step.at), who: namesOf(moment, step.to) })];
    case 'expire':
      return [explained('expires', language, { time: timeText(step.at), outcome: step.outcome })];
    case 'revoke':
    case 'break-glass':
    case 'cancel':
      return [];
  }
}

function namesOf({ directory, language }: Moment, list: readonly string[]): string {
  return joined(
    list.map((one) => nameOf(one, directory) ?? one),
    language,
  );
}
