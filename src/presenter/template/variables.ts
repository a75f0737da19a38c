import type { Directory, Language } from '../../domain/directory.ts';
import type { RunEvent } from '../../domain/run-event.ts';
import type { RunView } from '../../domain/run-view.ts';
import {
  commitsOf,
  failureOf,
  initiatorName,
  outcomeFor,
  questionFor,
  startOf,
  stepOf,
  tookMs,
} from '../event-facts.ts';
import { sayingText } from '../saying-text.ts';

/** Everything that a template may name; docs/templates.md says what each one is. `*` is any name. */
export const VARIABLES = [
  'event',
  'previous',
  ...(['id', 'title', 'app', 'environment', 'workflow', 'phase', 'outcome'] as const).map((n) => `run.${n}`),
  ...(['url', 'started', 'ended', 'duration', 'parameters', 'parameters.*'] as const).map((n) => `run.${n}`),
  ...(['revision', 'rollback'] as const).map((n) => `run.${n}`),
  'step.title',
  'step.message',
  'gate.title',
  'gate.message',
  'initiator.name',
  'initiator.email',
  'authors',
  'commits',
  'images',
  'failure.step',
  'failure.message',
] as const;

/** What one value may take of a message, in characters, and how many of a list there are: a message is short. */
const VALUE_LENGTH = 2_000;
const LIST_LENGTH = 50;

/** The run that a template tells of. What is not known is `null`, so that every name is there. */
export type Telling = {
  view: RunView;
  event: RunEvent;
  directory: Directory;
  language: Language;
  /** As people call the run. */
  title: string;
  /** Of its page. */
  url: string | undefined;
};

export function variablesOf({
  view,
  event,
  directory,
  language,
  title,
  url,
}: Telling): Record<string, unknown> {
  const step = stepOf(view, event);
  const gate = questionFor(view, event);
  const failure = failureOf(view, event, language);
  const person = view.initiator === null ? undefined : directory.person(view.initiator);
  const app = view.app === null ? undefined : directory.app(view.app);
  const commits = commitsOf(view.snapshot).slice(0, LIST_LENGTH);
  return {
    event: event.type,
    previous: event.from ?? null,
    run: {
      id: view.id,
      title: text(title),
      app: text(app?.title ?? view.app),
      environment: text(view.environment),
      workflow: text(view.workflow),
      phase: view.phase,
      outcome: outcomeFor(view, event) ?? null,
      url: url ?? null,
      started: startOf(view),
      ended: view.endedAt,
      duration: tookMs(view, event) ?? null,
      revision: view.revision,
      rollback: view.rollbackTo,
      parameters: forgiving(
        Object.fromEntries(Object.entries(view.parameters).map(([name, value]) => [name, text(value)])),
      ),
    },
    step: { title: text(step?.title ?? event.step), message: text(sayingText(step ?? {}, language)) },
    gate: { title: text(gate?.title), message: text(gate?.message) },
    initiator: {
      name: text(initiatorName(view, directory)),
      email: text(person?.email ?? view.snapshot?.initiator?.email),
    },
    authors: [...new Set(commits.map(({ author }) => author))].filter((name) => name !== '').map(text),
    commits: commits.map((commit) =>
      Object.fromEntries(Object.entries(commit).map(([name, value]) => [name, text(value)])),
    ),
    images: (view.snapshot?.images ?? []).slice(0, LIST_LENGTH).map(text),
    failure: { step: text(failure?.step), message: text(failure?.message) },
  };
}

/** Empty text is `null` too: a template asks `{% if step.message %}`. */
function text(value: string | null | undefined): string | null {
  return value === undefined || value === null || value === '' ? null : value.slice(0, VALUE_LENGTH);
}

/** Another app has other parameters, and a message about it must not fail: any name that is not there is `null`. */
function forgiving(values: Record<string, string | null>): Readonly<Record<string, string | null>> {
  const own = Object.assign(Object.create(null) as Record<string, string | null>, values);
  return new Proxy(own, {
    get: (target, name) => (typeof name === 'string' ? (target[name] ?? null) : undefined),
    getOwnPropertyDescriptor: (target, name) =>
      typeof name === 'string'
        ? { value: target[name] ?? null, configurable: true, enumerable: true, writable: false }
        : undefined,
  });
}
