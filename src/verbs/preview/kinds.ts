import type { Card } from '../../domain/card.ts';
import type { Directory, Language } from '../../domain/directory.ts';
import { DECIDE_LINK_MS, type Links } from '../../domain/link.ts';
import { RUN_EVENTS, type RunEvent, type RunEventType } from '../../domain/run-event.ts';
import type { ApprovalView, RunView } from '../../domain/run-view.ts';
import { eventNotice, type Template, withMentions } from '../../presenter/event-notice.ts';
import { breakGlassNotice, type Called, gateNotice, personalNotice } from '../../presenter/gate-notice.ts';
import { runCard } from '../../presenter/run-card.ts';
import type { TemplateError } from '../../presenter/template/render.ts';

/** About a question, by our own words alone. */
const QUESTION_KINDS = ['gate', 'reminder', 'escalated', 'personal', 'break-glass'] as const;

type QuestionKind = (typeof QUESTION_KINDS)[number];

export type Kind = 'card' | RunEventType | QuestionKind | 'hostile' | 'hostile-card';

/** Everything that goes out, in the order of a page. */
export const KINDS: readonly Kind[] = ['card', ...RUN_EVENTS, ...QUESTION_KINDS, 'hostile', 'hostile-card'];

function isQuestion(kind: Kind): kind is QuestionKind {
  return QUESTION_KINDS.some((one) => one === kind);
}

/** What has happened to the run when this kind of message goes out. */
export function eventTypeOf(kind: Kind): RunEventType {
  if (kind === 'hostile' || kind === 'hostile-card') return 'failed';
  return RUN_EVENTS.find((type) => type === kind) ?? (kind === 'break-glass' ? 'succeeded' : 'waiting');
}

/** The run that the message is about, as it is then. */
export type Scene = {
  view: RunView;
  event: RunEvent | undefined;
  directory: Directory;
  language: Language;
  links: Links | undefined;
  template: Template;
  onFailure: (error: TemplateError) => void;
};

/** `called`: whom the card calls by itself. Undefined when the run has nothing that such a message could be about. */
export function cardOf(kind: Kind, scene: Scene, called: readonly Called[]): Card | undefined {
  const { view, event, directory, language, links, template, onFailure } = scene;
  if (kind === 'card' || kind === 'hostile-card') return runCard(view, directory, language, links);
  if (isQuestion(kind)) {
    const approval = view.approvals.findLast(({ state }) => state === 'open') ?? view.approvals.at(-1);
    return approval && questionCard(kind, approval, scene, called);
  }
  if (event === undefined) return undefined;
  const card = eventNotice(view, event, directory, language, links, template, undefined, onFailure);
  return withMentions(card, called, false, language);
}

function questionCard(
  kind: QuestionKind,
  approval: ApprovalView,
  { view, directory, language, links }: Scene,
  called: readonly Called[],
): Card | undefined {
  switch (kind) {
    case 'gate':
      return gateNotice(view, approval, 'gate-opened', called, directory, language);
    case 'reminder':
    case 'escalated':
      return gateNotice(view, approval, kind, called, directory, language);
    case 'personal': {
      const until = approval.openedAt + DECIDE_LINK_MS;
      const target = { kind: 'decide', approval: approval.id, platform: 'dingtalk', account: 'ben' } as const;
      const link = links && { url: links.address(target, until), until };
      return personalNotice(view, approval, 'gate-opened', directory, language, link);
    }
    case 'break-glass':
      return breakGlassNotice(view, approval, directory, language);
  }
}
