import { type Answer, type ListLine, type Named, say } from '../domain/answer.ts';
import type { Person } from '../domain/directory.ts';
import { namedBy } from '../domain/policy.ts';
import { shownLevel } from '../domain/question.ts';
import { openPlaces, withSeats } from '../domain/question-fillers.ts';
import { type NextStep, nextSteps } from '../domain/question-next.ts';
import { isBlind, type Question } from '../domain/question-rights.ts';
import { waysOut } from '../domain/question-ways.ts';
import type { World } from '../domain/seats.ts';
import { questionsOfRun } from '../store/open-questions.ts';
import { runById } from '../store/runs.ts';
import type { FlowContext } from './context.ts';
import { worldOf } from './for-person.ts';
import { mayRead } from './may-read.ts';
import { named, namedPeople } from './people-names.ts';
import { notReadable } from './world.ts';

/** `/flow who <run>`: who may decide the open questions of a run, who has, what happens by itself, and what helps where nothing does. */
export async function tellWho(context: FlowContext, person: Person, id: number): Promise<Answer> {
  const run = await runById(context.tx, id);
  if (run === undefined) return say('run.unknown', 'bad', { run: id });
  const permission = await mayRead(context, person.id, run);
  if (!permission.allowed) return notReadable(permission, id);
  const open = (await questionsOfRun(context.tx, run)).filter(({ question }) => question.state === 'open');
  if (open.length === 0) return say('who.none', 'neutral', { run: id });
  const world = await worldOf(context, open);
  const lines = open.flatMap((put) =>
    questionLines(context, { title: put.approval.title, question: put.question }, world),
  );
  return { kind: 'list', heading: 'list.who', data: { run: id }, lines };
}

/** One question in lines: who can fill which place, what happens by itself, what helps. */
export function questionLines(
  context: FlowContext,
  { title, question }: { title: string; question: Question },
  world: World,
): ListLine[] {
  const { level, levels } = shownLevel(question, world);
  const policy = question.policy.id;
  const steps = nextSteps(question, context.now, world);
  const names = unreadGroups(question, world).join(', ');
  return [
    levels === 0
      ? { code: 'line.question-nobody', data: { title, policy } }
      : { code: 'line.question', data: { title, policy, level, levels } },
    ...question.votes.map((vote): ListLine => {
      const who = namedPeople(context.directory, [vote]);
      return { code: 'line.voted', data: { who, verdict: vote.verdict } };
    }),
    ...(names === '' ? [] : [{ code: 'line.unread' as const, data: { names } }]),
    ...steps.flatMap((step) => stepLines(context, question, step, world)),
    ...(names === '' ? helpLines(context, question, steps, world) : []),
  ];
}

function stepLines(
  { directory, now }: FlowContext,
  question: Question,
  step: NextStep,
  world: World,
): ListLine[] {
  const names = (people: readonly string[]): readonly Named[] => named(directory, people);
  switch (step.kind) {
    case 'approve':
      return openPlaces(question, step, now, world).map(({ count, of, fillers }) => {
        const who = namedPeople(directory, fillers);
        return { code: 'line.place', data: { count, list: names(of), who } };
      });
    case 'reject': {
      const who = namedPeople(directory, withSeats(question, step.people, 'reject', now, world));
      return [{ code: 'line.rejecters', data: { who, count: step.missing } }];
    }
    case 'break-glass':
      return [{ code: 'line.break-glass', data: { who: names(step.people) } }];
    case 'settle':
      return [{ code: 'line.enough', data: {} }];
    case 'escalate':
      return [{ code: 'line.escalates-at', data: { ms: step.at - now, who: names(step.to) } }];
    case 'expire':
      return [{ code: 'line.expires-at', data: { ms: Math.max(0, step.at - now), outcome: step.outcome } }];
    case 'short':
    case 'revoke':
    case 'cancel':
      return [];
  }
}

/** Nothing where it can still be approved. */
function helpLines(
  { now }: FlowContext,
  question: Question,
  steps: readonly NextStep[],
  world: World,
): ListLine[] {
  const has = (kind: NextStep['kind']): boolean => steps.some((step) => step.kind === kind);
  const short = steps.find((step) => step.kind === 'short');
  const nobody = !has('approve') && !has('settle');
  if (short === undefined && !nobody) return [];
  const helps = waysOut(question, now, world).join(' ');
  const data = { level: (short?.level ?? 0) + 1, count: short?.places ?? 0 };
  const because = isBlind(question) ? 'line.blind' : nobody ? 'line.stuck' : 'line.short';
  return [
    { code: because, data },
    { code: 'line.helps', data: { helps } },
  ];
}

/** The groups of a question that cannot be read now. They may say that somebody can decide, so it is not stuck. */
function unreadGroups({ policy }: Question, world: World): readonly string[] {
  const { rejecters = [], escalation } = policy;
  const named = new Set([...namedBy(policy), ...rejecters, ...(escalation?.to ?? [])]);
  return [...named].filter((name) => !world.knows([name]));
}
