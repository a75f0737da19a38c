import { type Answer, type AnswerCode, say } from '../domain/answer.ts';
import type { Command } from '../domain/command.ts';

type Mistake = Extract<Command, { kind: 'mistake' }>;

const MISTAKES: Readonly<Record<Mistake['problem'], AnswerCode>> = {
  usage: 'command.usage',
  unknown: 'command.unknown',
  number: 'command.number',
  pair: 'command.pair',
  twice: 'command.twice',
  quote: 'command.quote',
};

/** What is wrong with a command, and how it is written. */
export function mistakeAnswer({ problem, near, usage }: Mistake): Answer {
  return say(MISTAKES[problem], 'bad', { near: near.slice(0, 200), usage });
}
