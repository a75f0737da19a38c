import type { Directory, Language, Person } from '../../domain/directory.ts';
import type { ApprovalView, RunView } from '../../domain/run-view.ts';
import { joined } from '../../presenter/joined.ts';
import { nameOf } from '../../presenter/names.ts';
import { pageWord } from '../../presenter/page-words.ts';
import { sentence } from '../../presenter/sentences.ts';

export type Notice = { tone: 'good' | 'bad' | 'neutral'; text: string };

/** What became of a question that is over; undefined while it waits. */
export function outcomeOf(
  { person, view, approval }: { person: Person; view: RunView; approval: ApprovalView },
  directory: Directory,
): Notice | undefined {
  const { language } = person;
  const data = { title: approval.title, run: view.id };
  switch (approval.state) {
    case 'open':
      return undefined;
    case 'withdrawn':
      return { tone: 'neutral', text: withdrawnText(approval, language, data) };
    case 'expired': {
      const word = approval.question.policy.expired === 'cancel' ? 'expiredCancel' : 'expiredReject';
      return { tone: 'bad', text: pageWord(word, language, data) };
    }
    case 'approved':
    case 'rejected': {
      const tone = approval.state === 'approved' ? 'good' : 'bad';
      const verdict = approval.state === 'approved' ? 'approve' : 'reject';
      const alone = approval.votes.find((vote) => vote.breakGlass);
      const votes = alone === undefined ? approval.votes.filter((vote) => vote.verdict === verdict) : [alone];
      if (alone === undefined && votes.every((vote) => vote.person === person.id) && votes.length > 0)
        return { tone, text: sentence(`approval.${approval.state}`, language, data) };
      const who = joined(
        votes.map((vote) => nameOf(vote.person, directory) ?? vote.person),
        language,
      );
      const word = alone === undefined ? approval.state : 'broken';
      return { tone, text: pageWord(word, language, { ...data, who }) };
    }
  }
}

function withdrawnText(
  { withdrawnBecause }: ApprovalView,
  language: Language,
  data: { title: string; run: number },
): string {
  if (withdrawnBecause === 'changed') return pageWord('changed', language, data);
  const code = withdrawnBecause === 'run-ended' ? 'approval.withdrawn-ended' : 'approval.withdrawn';
  return sentence(code, language, data);
}
