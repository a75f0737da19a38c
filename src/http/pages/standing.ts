import type { Verdict } from '../../domain/card.ts';
import type { Directory, Person } from '../../domain/directory.ts';
import { advance, type Unmoved } from '../../domain/question.ts';
import type { ApprovalView, RunView, VoteView } from '../../domain/run-view.ts';
import { joined } from '../../presenter/joined.ts';
import { nameOf, whoText } from '../../presenter/names.ts';
import { pageWord } from '../../presenter/page-words.ts';
import { sentence } from '../../presenter/sentences.ts';

/** What one person can still do about an open question. */
export type Standing = {
  /** Their vote, which they can take back. */
  vote: VoteView | undefined;
  /** Verdicts of theirs that would count now. */
  offered: readonly Verdict[];
  /** What the person is told of it; undefined when the form says all. */
  said: string | undefined;
};

export function standingOf(
  person: Person,
  view: RunView,
  approval: ApprovalView,
  directory: Directory,
  at: number,
): Standing {
  const { question } = approval;
  const { language } = person;
  const world = directory.world(view.delegations);
  const vote = approval.votes.find((one) => one.person === person.id);
  if (vote !== undefined) {
    const who = whoText(view, approval, directory, language);
    const data = { title: approval.title, verdict: vote.verdict, who };
    return { vote, offered: [], said: pageWord('counted', language, data) };
  }
  const trial = (verdict: Verdict): ReturnType<typeof advance> =>
    advance(question, { kind: 'vote', person: person.id, verdict, at }, world);
  const approves = trial('approve');
  const offered = (['approve', 'reject'] as const).filter((verdict) => trial(verdict).moved);
  return { vote, offered, said: approves.moved ? undefined : whyNot(approves) };

  function whyNot(why: Unmoved): string {
    const data = { title: approval.title, run: view.id };
    if (why.because === 'denied') {
      const { because } = why.permission;
      const others = why.permission.who.filter((id) => id !== person.id);
      const who = joined(
        others.map((id) => nameOf(id, directory) ?? id),
        language,
      );
      if (because === 'unread') return sentence('approval.unread', language, data);
      if (because === 'unknown-initiator') return sentence('approval.unknown-initiator', language, data);
      return sentence(because === 'own-run' ? 'approval.own-run' : 'approval.not-yours', language, {
        ...data,
        who,
      });
    }
    if (why.because === 'expired') return pageWord('timeIsOver', language, data);
    const who = whoText(view, approval, directory, language);
    return sentence('approval.not-needed', language, { ...data, who });
  }
}
