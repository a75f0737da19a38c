import type { Card, Part, Span, StepMark, Text, Tone } from '../domain/card.ts';
import type { Directory, Language } from '../domain/directory.ts';
import { type Links, runAddress } from '../domain/link.ts';
import { type Elsewhere, isFinal, type Phase, progressOf, type StepSnapshot } from '../domain/run.ts';
import type { RunView } from '../domain/run-view.ts';
import { changeLines } from './change-lines.ts';
import { nameOf } from './names.ts';
import { openQuestion, settledQuestion } from './question-part.ts';
import { sayingText } from './saying-text.ts';
import { sentence } from './sentences.ts';
import { undeliveredParts } from './undelivered-parts.ts';
import { durationText, pair, phaseWord, placeName, word } from './words.ts';

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
  for (const line of changeLines(view.snapshot, language)) parts.push({ kind: 'text', text: line });
  if (view.snapshot?.hearsay === true) parts.push({ kind: 'text', text: [`ℹ️ ${word('hearsay', language)}`] });
  if (view.lock !== undefined) parts.push({ kind: 'text', text: lockText(view.lock, directory, language) });
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
  const said = sayingText(view.snapshot ?? {}, language);
  if (said !== undefined && !rejected) parts.push({ kind: 'text', text: [said] });
  for (const { by, step, title = step } of view.snapshot?.held ?? []) {
    const usage = `/flow resume ${view.id}`;
    const text =
      title === undefined
        ? word('held', language, { by, usage })
        : word('heldStep', language, { by, title, usage });
    parts.push({ kind: 'text', text: [`⏸ ${text}`] });
  }
  for (const one of view.snapshot?.elsewhere ?? [])
    parts.push({ kind: 'text', text: [`⏳ ${elsewhereText(one, language)}`] });
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
      parts.push(...openQuestion(view, approval, directory, language, open.length > 1));
    else parts.push({ kind: 'text', text: settledQuestion(approval, directory, language) });
  }
  parts.push(...undeliveredParts(view.undelivered, language));
  const usage = `/flow status ${view.id}`;
  const page = links === undefined ? [] : [' · ', pageLink(view, language, links)];
  parts.push({ kind: 'footnote', text: [word('more', language, { usage }), ...page, ...engineLinks(view)] });
  return { summary: summaryOf(title, view.phase, open.length, language), parts };
}

/** The run's own pages at its engine. */
function engineLinks({ snapshot }: RunView): Span[] {
  return (snapshot?.links ?? []).flatMap(({ title, url }): Span[] => [
    ' · ',
    { kind: 'link', text: title, url },
  ]);
}

/** What waits for people in another place: there are no buttons for it. */
function elsewhereText({ title, where, missing }: Elsewhere, language: Language): string {
  const place = placeName(where, language);
  return missing === undefined
    ? word('decidedElsewhere', language, { title, place })
    : word('missingElsewhere', language, { title, place, missing });
}

/** Its address depends on the run alone: an equal card stays equal. */
function pageLink(view: RunView, language: Language, links: Links): Span {
  return { kind: 'link', text: word('openPage', language), url: runAddress(links, view) };
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
  if (view.restartOf !== undefined)
    fields.push({ label: word('restartOf', language), value: [`#${view.restartOf}`] });
  if (view.endedAt !== null && isFinal(view.phase)) {
    const took = durationText(view.endedAt - (view.snapshot?.startedAt ?? view.createdAt), language);
    fields.push({ label: word('duration', language), value: [took] });
  }
  if (view.rollbackTo !== null)
    fields.push({ label: word('rollback', language), value: [revisionText(view.rollbackTo, language)] });
  if (view.revision !== null)
    fields.push({ label: word('result', language), value: [revisionText(view.revision, language)] });
  for (const [name, value] of Object.entries(view.parameters))
    fields.push({ label: name, value: [{ kind: 'code', text: value }] });
  return { kind: 'fields', fields };
}

function revisionText(revision: number, language: Language): Span {
  return word('revision', language, { revision });
}

/** New runs are kept out; this one goes on. */
function lockText(
  { owner, reason, since }: NonNullable<RunView['lock']>,
  directory: Directory,
  language: Language,
): Text {
  const by = nameOf(owner, directory) ?? owner;
  return [
    '🔒 ',
    { kind: 'bold', text: word('lockedBy', language, { by }) },
    ` ${word('since', language)} `,
    { kind: 'time', at: since },
    language === 'zh' ? '：' : ': ',
    reason,
  ];
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
  const said = sayingText(step, language);
  if (said !== undefined && step.phase !== 'suspended') note.push(note.length > 0 ? ` · ${said}` : said);
  return note.length > 0 ? { note } : {};
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
