import type { Action, Card, Form, Part, Span, StepMark, Text, Tone } from '../domain/card.ts';
import type { Directory, Language } from '../domain/directory.ts';
import { type Links, RUN_LINK_MS } from '../domain/link.ts';
import { isFinal, type Phase, progressOf, type StepSnapshot } from '../domain/run.ts';
import type { ApprovalView, RunView } from '../domain/run-view.ts';
import { REASON_MAX } from '../domain/verb.ts';
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
      parts.push(...openApproval(approval, directory, language, open.length > 1));
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

function openApproval(
  approval: ApprovalView,
  directory: Directory,
  language: Language,
  several: boolean,
): Part[] {
  const question: Span[] = ['⏸ ', { kind: 'bold', text: approval.title }];
  if (approval.message !== null && approval.message !== '') question.push(`\n${approval.message}`);
  question.push(
    `\n${pair(word('waitsFor', language), namesOf(approval.approvers, directory, language), language)} · ${word('since', language)} `,
  );
  question.push({ kind: 'time', at: approval.openedAt });
  const parts: Part[] = [{ kind: 'divider' }, { kind: 'text', text: question }];
  if (approval.approvers.length > 0)
    parts.push({ kind: 'actions', actions: actionsOf(approval, language, several) });
  return parts;
}

function actionsOf(approval: ApprovalView, language: Language, several: boolean): Action[] {
  const common = { approval: approval.id, attempt: approval.gateAttempt };
  const data = { title: approval.title };
  return [
    {
      ...common,
      verdict: 'approve',
      style: 'primary',
      label: several ? word('approveTitled', language, data) : word('approve', language),
    },
    {
      ...common,
      verdict: 'reject',
      style: 'danger',
      label: several ? word('rejectTitled', language, data) : word('reject', language),
      asks: rejectForm(common.approval, common.attempt, language),
    },
  ];
}

/** The dialog that asks why. `text` says what is being rejected, where that is known. */
export function rejectForm(approval: number, attempt: string, language: Language, text?: string): Form {
  return {
    title: word('rejectTitle', language),
    ...(text === undefined ? {} : { text }),
    fields: [
      {
        id: 'reason',
        label: word('reasonLabel', language),
        kind: 'lines',
        required: true,
        placeholder: word('reasonHint', language),
        maxLength: REASON_MAX,
      },
    ],
    submit: word('reject', language),
    cancel: word('close', language),
    instead: word('rejectInstead', language),
    subject: { approval, attempt, verdict: 'reject' },
  };
}

function settledApproval(approval: ApprovalView, directory: Directory, language: Language): Text {
  const text: Span[] = [];
  if (approval.decision === undefined) {
    const because = approval.withdrawnBecause === 'run-ended' ? 'withdrawnEnded' : 'withdrawn';
    text.push('⏏️ ', { kind: 'bold', text: approval.title }, ` · ${word(because, language)}`);
    return text;
  }
  const { decision } = approval;
  const approved = decision.verdict === 'approve';
  text.push(approved ? '✅ ' : '⛔ ', { kind: 'bold', text: approval.title }, ' · ');
  const who = nameOf(decision.person, directory) ?? decision.person;
  const where = decision.platform === null ? undefined : platformName(decision.platform, directory, language);
  const by = [`${word(approved ? 'approvedBy' : 'rejectedBy', language)} ${who}`, where].filter(Boolean);
  text.push(`${by.join(' · ')} · `);
  text.push({ kind: 'time', at: decision.at });
  if (decision.reason !== null) text.push(`\n${pair(word('reason', language), decision.reason, language)}`);
  const call = callText(approval, language);
  if (call !== undefined) text.push(`\n${call}`);
  return text;
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

function nameOf(person: string | null, directory: Directory): string | undefined {
  return person === null ? undefined : (directory.person(person)?.name ?? person);
}

/** `Ben Okafor, Chen Lin`; the sentence for nobody when the list is empty. */
function namesOf(people: readonly string[], directory: Directory, language: Language): string {
  if (people.length === 0) return word('nobody', language);
  return people.map((id) => nameOf(id, directory)).join(language === 'zh' ? '、' : ', ');
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
