import type { RoundResult } from './round.ts';
import { WINDOWS } from './windows.ts';

/** What a round came to, for people. */
export function describeRound({ kills, killed, counts, seconds }: RoundResult): string[] {
  const { runs, cards, notices, told, votes, commands, answers } = counts;
  return [
    `${runs} runs, ${cards} cards, ${notices} notices, ${told} messages through channels, ${votes} acknowledged votes, ${answers} answers to single people, ${commands} commands`,
    `${killed} kills in ${seconds} s: ${WINDOWS.map((window) => `${window} ${kills[window]}`).join(', ')}`,
  ];
}
