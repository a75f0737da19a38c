import type { Action, Card, Form, Part, Span, StepMark, Text, Tone, Verdict } from '../domain/card.ts';
import type { Directory, Language } from '../domain/directory.ts';
import { type Links, RUN_LINK_MS } from '../domain/link.ts';
import { fieldsFor, namedBy, needsReason } from '../domain/policy.ts';
import { levelOf } from '../domain/question.ts';
import { isFinal, type Phase, progressOf, type StepSnapshot } from '../domain/run.ts';
import type { ApprovalView, RunView, VoteView } from '../domain/run-view.ts';
import { ballotForm } from './ballot-form.ts';
import { joined, nameOf, whoText } from './names.ts';
import { reasonText } from './reasons.ts';
import { sentence } from './sentences.ts';
import { durationText, pair, phaseWord, platformName, word } from './words.ts';

const TONES: Readonly<Record<Phase, Tone>> = {
  pending: 'neutral',
  running: 'running',
  suspended: 'waiting',
  succeeded: 'good',
  failed: 'bad',
  skipped: 'muted',
  terminated: 'muted',
};

const MARKS: Readonly<Record<Phase, StepMark>> = {
  pending: 'pending',
  running: 'running',
  suspended: 'waiting',
  succeeded: 'done',
  failed: 'failed',
  skipped: 'skipped',
  terminated: 'failed',
};

/** The live card of a run. Equal views give equal cards: nothing in it depends on when it is rendered. */
export function runCard(view: RunView, directory: Directory, language: Language, links?: Links): Card {
  const open = view.approvals.filter((approval) => approval.state === 'open');
  const title = runTitle(view, directory);
  const parts: Part[] = [
    { kind: 'title', text: title, tone: TONES[view.phase] },
    fieldsPart(view, directory, language),
  ];
  if (view.trouble !== null) {
    const trouble = sentence(view.trouble.code, language, view.trouble.data);
    parts.push({ kind: 'text', text: [{ kind: 'bold', text: '⚠️ ' }, trouble] });
  }
  if (view.snapshot !== null && view.snapshot.steps.length > 0) {
    parts.push({ kind: 'progress', ...progressOf(view.snapshot.steps) });
    parts.push({ kind: 'steps', steps: stepLines(view.snapshot.steps, 0, language) });
  }
  // After a rejection the decision below says who and why.
  const rejected = view.approvals.at(-1)?.state === 'rejected';
  if (view.snapshot?.message !== undefined && view.snapshot.message !== '' && !rejected)
    parts.push({ kind: 'text', text: [view.snapshot.message] });
  for (const gate of view.snapshot?.gates ?? []) {
    if (gate.opensAt === undefined) continue;
    parts.push({
      kind: 'text',
      text: [
        '⏲ ',
        { kind: 'bold', text: gate.title },
        ` ${word('opensAt', language)} `,
        { kind: 'time', at: gate.opensAt },
      ],
    });
  }
  for (const approval of view.approvals) {
    if (approval.state === 'open')
      parts.push(...openApproval(view, approval, directory, language, open.length > 1));
    else parts.push({ kind: 'text', text: settledApproval(approval, directory, language) });
  }
  const usage = `/flow status ${view.id}`;
  const page = links === undefined ? [] : [' · ', pageLink(view, language, links)];
  parts.push({ kind: 'footnote', text: [word('more', language, { usage }), ...page] });
  return { summary: summaryOf(title, view.phase, open.length, language), parts };
}

/** Its address depends on the run alone: an equal card stays equal. */
function pageLink({ id, createdAt }: RunView, language: Language, links: Links): Span {
  const url = links.address({ kind: 'run', run: id }, createdAt + RUN_LINK_MS);
  return { kind: 'link', text: word('openPage', language), url };
}

/** `shop → prod · #42`: how people name a run. */
export function runTitle(
  view: Pick<RunView, 'id' | 'app' | 'environment' | 'workflow'>,
  directory: Directory,
): string {
  if (view.app === null) return `${view.workflow} · #${view.id}`;
  const app = directory.app(view.app)?.title ?? view.app;
  return view.environment === null ? `${app} · #${view.id}` : `${app} → ${view.environment} · #${view.id}`;
}

function summaryOf(title: string, phase: Phase, open: number, language: Language): string {
  if (open > 0) return word('summaryWaiting', language, { title });
  return word('summary', language, { title, phase: phaseWord(phase, language) });
}

function fieldsPart(view: RunView, directory: Directory, language: Language): Part {
  const by = nameOf(view.initiator, directory) ?? view.initiatorName ?? word('elsewhere', language);
  const fields: { label: string; value: Text }[] = [
    { label: word('status', language), value: [{ kind: 'bold', text: phaseWord(view.phase, language) }] },
    { label: word('startedBy', language), value: [by] },
    {
      label: word('started', language),
      value: [{ kind: 'time', at: view.snapshot?.startedAt ?? view.createdAt }],
    },
  ];
  if (view.endedAt !== null && isFinal(view.phase)) {
    const took = durationText(view.endedAt - (view.snapshot?.startedAt ?? view.createdAt), language);
    fields.push({ label: word('duration', language), value: [took] });
  }
  for (const [name, value] of Object.entries(view.parameters))
    fields.push({ label: name, value: [{ kind: 'code', text: value }] });
  return { kind: 'fields', fields };
}

function stepLines(
  steps: readonly StepSnapshot[],
  depth: number,
  language: Language,
): Extract<Part, { kind: 'steps' }>['steps'] {
  return steps.flatMap((step) => {
    const line = { mark: MARKS[step.phase], title: step.title, depth, ...stepNote(step, language) };
    return [line, ...stepLines(step.children, depth + 1, language)];
  });
}

function stepNote(step: StepSnapshot, language: Language): { note?: Text } {
  const note: Span[] = [];
  if (step.startedAt !== undefined && step.endedAt !== undefined && step.endedAt - step.startedAt >= 1000)
    note.push(durationText(step.endedAt - step.startedAt, language));
  // What a gate asks stands below, beside its buttons.
  if (step.message !== undefined && step.message !== '' && step.phase !== 'suspended')
    note.push(note.length > 0 ? ` · ${step.message}` : step.message);
  return note.length > 0 ? { note } : {};
}

/** The question as it stands: what it asks, who has agreed, whom it waits for, and when it ends by itself. */
function openApproval(
  view: RunView,
  approval: ApprovalView,
  directory: Directory,
  language: Language,
  several: boolean,
): Part[] {
  const { policy } = approval.question;
  const text: Span[] = ['⏸ ', { kind: 'bold', text: approval.title }];
  if (approval.message !== null && approval.message !== '') text.push(`\n${approval.message}`);
  if (approval.round > 0) text.push(`\n🔁 ${word('askedAgain', language)}`);
  for (const vote of approval.votes) text.push('\n', ...voteText(approval, vote, directory, language));
  if (approval.escalated && policy.escalation !== undefined) {
    const names = joined(
      policy.escalation.to.map((id) => nameOf(id, directory) ?? id),
      language,
    );
    text.push(`\n⏫ ${word('escalated', language, { names })}`);
  }
  text.push('\n', ...waitsForText(view, approval, directory, language));
  const ends = expiryText(approval, language);
  if (ends !== undefined) text.push('\n', ...ends);
  const parts: Part[] = [{ kind: 'divider' }, { kind: 'text', text }];
  if (namedBy(policy).length > 0 || (policy.rejecters ?? []).length > 0)
    parts.push({ kind: 'actions', actions: actionsOf(view.id, approval, language, several) });
  return parts;
}

/** When it ends by itself, and how; undefined when it never does. */
export function expiryText(
  { openedAt, question: { policy } }: ApprovalView,
  language: Language,
): Text | undefined {
  if (policy.expiresMs === undefined) return undefined;
  const outcome = policy.expired === 'cancel' ? 'expiresCancel' : 'expiresReject';
  return [`⌛ ${word(outcome, language)} `, { kind: 'time', at: openedAt + policy.expiresMs }];
}

function waitsForText(
  view: RunView,
  approval: ApprovalView,
  directory: Directory,
  language: Language,
): Span[] {
  const who = whoText(view, approval, directory, language);
  const { length } = approval.question.policy.levels;
  const at = levelOf(approval.question, directory.world(view.delegations)) + 1;
  const level = length > 1 ? ` · ${word('level', language, { level: at, levels: length })}` : '';
  return [
    `${pair(word('waitsFor', language), who, language)}${level} · ${word('since', language)} `,
    { kind: 'time', at: approval.openedAt },
  ];
}

function actionsOf(run: number, approval: ApprovalView, language: Language, several: boolean): Action[] {
  const common = { approval: approval.id, attempt: approval.gateAttempt };
  const data = { title: approval.title };
  const { policy } = approval.question;
  const ask = (verdict: Verdict): { asks?: Form } =>
    needsReason(policy, verdict) || fieldsFor(policy, verdict).length > 0
      ? { asks: ballotForm({ ...common, verdict }, policy, language, { run }) }
      : {};
  return [
    {
      ...common,
      verdict: 'approve',
      style: 'primary',
      label: several ? word('approveTitled', language, data) : word('approve', language),
      ...ask('approve'),
    },
    {
      ...common,
      verdict: 'reject',
      style: 'danger',
      label: several ? word('rejectTitled', language, data) : word('reject', language),
      ...ask('reject'),
    },
  ];
}

function settledApproval(approval: ApprovalView, directory: Directory, language: Language): Text {
  const title: Span = { kind: 'bold', text: approval.title };
  switch (approval.state) {
    case 'open':
    case 'withdrawn': {
      const because = WITHDRAWN[approval.withdrawnBecause ?? ''] ?? 'withdrawn';
      return [because === 'withdrawnChanged' ? '🔁 ' : '⏏️ ', title, ` · ${word(because, language)}`];
    }
    case 'expired': {
      const outcome = approval.question.policy.expired === 'cancel' ? 'expiredCancel' : 'expiredReject';
      const text: Span[] = ['⌛ ', title, ` · ${word(outcome, language)}`];
      if (approval.settledAt !== null) text.push(' · ', { kind: 'time', at: approval.settledAt });
      return [...text, ...callLine(approval, language)];
    }
    case 'approved':
    case 'rejected': {
      const loud = approval.votes.find((vote) => vote.breakGlass);
      const verdict = approval.state === 'approved' ? 'approve' : 'reject';
      const votes = approval.votes.filter((vote) => vote.verdict === verdict && (loud ?? vote) === vote);
      const [first, ...more] = votes;
      const text: Span[] =
        first === undefined ? [title] : [...voteText(approval, first, directory, language, title)];
      for (const vote of more) text.push('\n', ...voteText(approval, vote, directory, language));
      return [...text, ...callLine(approval, language)];
    }
  }
}

const WITHDRAWN: Readonly<Record<string, 'withdrawnEnded' | 'withdrawnChanged'>> = {
  'run-ended': 'withdrawnEnded',
  changed: 'withdrawnChanged',
};

/** Who said what, for whom, where, when and why. */
function voteText(
  approval: ApprovalView,
  vote: VoteView,
  directory: Directory,
  language: Language,
  title?: Span,
): Span[] {
  const approved = vote.verdict === 'approve';
  const mark = vote.breakGlass ? '🚨 ' : approved ? '✅ ' : '⛔ ';
  const verb = word(vote.breakGlass ? 'brokenBy' : approved ? 'approvedBy' : 'rejectedBy', language);
  const person = nameOf(vote.person, directory) ?? vote.person;
  const seat = nameOf(vote.seat, directory);
  const who = seat === undefined ? person : word('inSeatOf', language, { name: person, seat });
  const where = vote.platform === null ? undefined : platformName(vote.platform, directory, language);
  const by = [`${verb} ${who}`, where].filter(Boolean).join(' · ');
  const text: Span[] = title === undefined ? [mark] : [mark, title, ' · '];
  text.push(`${by} · `, { kind: 'time', at: vote.at });
  for (const { name, label } of approval.question.policy.fields) {
    const value = vote.fields?.[name] ?? '';
    if (value !== '') text.push(`\n${pair(label, value, language)}`);
  }
  if (vote.reason !== null) text.push(`\n${pair(word('reason', language), vote.reason, language)}`);
  return text;
}

function callLine(approval: ApprovalView, language: Language): Span[] {
  const call = callText(approval, language);
  return call === undefined ? [] : [`\n${call}`];
}

/** Where the engine stands with a decision; nothing once it has taken it. */
function callText(approval: ApprovalView, language: Language): string | undefined {
  const { call } = approval;
  if (call === undefined) return undefined;
  const because = (what: string): string =>
    call.note === null ? what : pair(what, reasonText(call.note, language), language);
  switch (call.state) {
    case 'owed':
    case 'sent':
      return `⏳ ${word('callOwed', language)}`;
    case 'accepted':
    case 'confirmed':
      return undefined;
    case 'refused':
      return `⚠️ ${because(word('callRefused', language))}`;
    case 'elsewhere':
      return `⚠️ ${word('callElsewhere', language)}`;
    case 'buried':
      return `⚠️ ${because(word('callBuried', language))}`;
  }
}

/** What is left of a message whose card goes on in a newer one. */
export function movedCard(view: RunView, directory: Directory, language: Language): Card {
  const text = word('moved', language);
  const title = runTitle(view, directory);
  return {
    summary: pair(title, text, language),
    parts: [
      { kind: 'title', text: title, tone: 'muted' },
      { kind: 'text', text: [text] },
    ],
  };
}

/** The least that a card must show: title, state and the open buttons. For a vendor that refuses the full one. */
export function plainCard(view: RunView, directory: Directory, language: Language): Card {
  const full = runCard(view, directory, language);
  const open = view.approvals.filter((approval) => approval.state === 'open');
  const parts = full.parts.filter((part) => part.kind === 'title' || part.kind === 'actions');
  const status: Part = {
    kind: 'text',
    text: [summaryOf(runTitle(view, directory), view.phase, open.length, language)],
  };
  return { summary: full.summary, parts: [...parts.slice(0, 1), status, ...parts.slice(1)] };
}
