import { type Answer, type AnswerData, type ListLine, say } from '../domain/answer.ts';
import { USAGE } from '../domain/command.ts';
import type { Person } from '../domain/directory.ts';
import { ROLE_ACTIONS, type RoleAction } from '../domain/permission.ts';
import { namedBy } from '../domain/policy.ts';
import { levelOf } from '../domain/question.ts';
import { type NextStep, nextSteps } from '../domain/question-next.ts';
import type { Question } from '../domain/question-rights.ts';
import { approvalsOfRun, openApprovals } from '../store/approvals.ts';
import { delegationsSince } from '../store/delegations.ts';
import { accountsLinkedTo } from '../store/identities.ts';
import { questionOf } from '../store/question.ts';
import { runById } from '../store/runs.ts';
import type { FlowContext } from './context.ts';
import { waitsFor } from './for-person.ts';
import { peopleNames } from './people-names.ts';
import { notReadable, permits, worldSince } from './world.ts';

/** `/flow pending`: what waits for this person, on all platforms. */
export async function tellPending(context: FlowContext, person: Person): Promise<Answer> {
  const lines: ListLine[] = [];
  for (const approval of await openApprovals(context.tx)) {
    if (!(await waitsFor(context, person, approval))) continue;
    const run = await runById(context.tx, approval.run);
    const data = {
      run: approval.run,
      title: approval.title,
      app: run?.app ?? run?.workflow ?? '–',
      environment: run?.environment ?? '–',
      ms: Math.max(0, context.now - approval.openedAt),
      usage: `/flow approve ${approval.run} ${approval.gatePath}`,
    };
    lines.push({ code: 'line.pending', data });
  }
  if (lines.length === 0) return say('pending.none', 'good');
  return { kind: 'list', heading: 'list.pending', data: {}, lines };
}

/** `/flow who <run>`: who may decide the open questions of a run, who has, and what happens by itself. */
export async function tellWho(context: FlowContext, person: Person, id: number): Promise<Answer> {
  const { tx, now, directory } = context;
  const run = await runById(tx, id);
  if (run === undefined) return say('run.unknown', 'bad', { run: id });
  const permission = permits(context, person.id, { action: 'read', place: run });
  if (!permission.allowed) return notReadable(permission, id);
  const lines: ListLine[] = [];
  for (const approval of await approvalsOfRun(tx, id)) {
    if (approval.state !== 'open') continue;
    const question = await questionOf(tx, approval, run);
    const world = await worldSince(context, approval.openedAt);
    const levels = question.policy.levels.length;
    const level = Math.min(levelOf(question, world) + 1, levels);
    const policy = question.policy.id;
    lines.push({ code: 'line.question', data: { title: approval.title, policy, level, levels } });
    for (const vote of question.votes) {
      const data = { who: peopleNames(directory, [vote.person]), verdict: vote.verdict };
      lines.push({ code: 'line.voted', data: { ...data, seat: peopleNames(directory, [vote.seat]) } });
    }
    const unread = unreadGroups(question, directory);
    if (unread.length > 0) lines.push({ code: 'line.unread', data: { names: unread.join(', ') } });
    const steps = nextSteps(question, now, world).filter(
      ({ kind }) => kind !== 'cancel' || unread.length === 0,
    );
    lines.push(...steps.flatMap((step) => stepLines(context, question, step)));
  }
  if (lines.length === 0) return say('who.none', 'neutral', { run: id });
  return { kind: 'list', heading: 'list.who', data: { run: id }, lines };
}

function stepLines({ directory, now }: FlowContext, question: Question, step: NextStep): ListLine[] {
  const names = (people: readonly string[]): string => peopleNames(directory, people);
  switch (step.kind) {
    case 'approve':
      return step.missing.map(({ count, of }) => {
        const can = step.people.filter((person) => directory.peopleOf(of).has(person));
        return { code: 'line.place', data: { count, list: names(of), who: names(can) } };
      });
    case 'reject':
      return [{ code: 'line.rejecters', data: { who: names(step.people), count: step.missing } }];
    case 'break-glass':
      return [{ code: 'line.break-glass', data: { who: names(step.people) } }];
    case 'settle':
      return [{ code: 'line.enough', data: {} }];
    case 'escalate':
      return [{ code: 'line.escalates-at', data: { ms: step.at - now, who: names(step.to) } }];
    case 'expire':
      return [{ code: 'line.expires-at', data: { ms: Math.max(0, step.at - now), outcome: step.outcome } }];
    case 'cancel':
      return nobodyCan(question, directory, now) ? [{ code: 'line.stuck', data: {} }] : [];
    case 'revoke':
      return [];
  }
}

/** The groups of a question that cannot be read now. They may say that somebody can decide, so it is not stuck. */
function unreadGroups({ policy }: Question, directory: FlowContext['directory']): readonly string[] {
  const { rejecters = [], escalation } = policy;
  const named = new Set([...namedBy(policy), ...rejecters, ...(escalation?.to ?? [])]);
  return [...named].filter((name) => !directory.knows([name]));
}

/** Whether the list of those who could approve is empty: then the way out is named. */
function nobodyCan(question: Question, directory: FlowContext['directory'], now: number): boolean {
  return !nextSteps(question, now, directory.world([])).some((step) => step.kind === 'approve');
}

/** `/flow whoami`: everybody may read their own rights. */
export async function tellWhoAmI(context: FlowContext, person: Person): Promise<Answer> {
  const { tx, now, directory } = context;
  const lines: ListLine[] = [];
  const configured = Object.keys(person.accounts).map((platform) => ({
    platform,
    id: directory.accountOf(person.id, platform) ?? '',
  }));
  for (const { platform, id } of [...configured, ...(await accountsLinkedTo(tx, person.id))])
    lines.push({ code: 'line.account', data: { platform, account: id } });
  const groups = directory.groups.filter(({ id }) => directory.peopleOf([id]).has(person.id));
  if (groups.length > 0)
    lines.push({ code: 'line.groups', data: { names: groups.map(({ id }) => id).join(', ') } });
  for (const { from, to, until } of directory.world(await delegationsSince(tx, now)).delegations) {
    if (until <= now) continue;
    if (from === person.id)
      lines.push({ code: 'line.delegates-to', data: { who: peopleNames(directory, [to]), ms: until - now } });
    if (to === person.id)
      lines.push({
        code: 'line.delegated-by',
        data: { who: peopleNames(directory, [from]), ms: until - now },
      });
  }
  lines.push(...rightLines(context, person));
  return { kind: 'list', heading: 'list.whoami', data: { name: person.name, id: person.id }, lines };
}

/** What roles grant, one line for each environment that the person has anything to do with. */
function rightLines(context: FlowContext, person: Person): ListLine[] {
  return context.directory.apps.flatMap((app) =>
    app.environments.flatMap(({ id: environment }): ListLine[] => {
      const rights = ROLE_ACTIONS.filter((action) =>
        mayHere(context, person, action, { app: app.id, environment }),
      );
      if (rights.length === 0) return [];
      return [{ code: 'line.right', data: { app: app.id, environment, rights: rights.join(', ') } }];
    }),
  );
}

function mayHere(
  context: FlowContext,
  person: Person,
  action: RoleAction,
  place: { app: string; environment: string },
): boolean {
  return action !== 'link' && permits(context, person.id, { action, place }).allowed;
}

/** `/flow help`: what this person may type, and what they may deploy. */
export function tellHelp(context: FlowContext, person: Person): Answer {
  const places = context.directory.apps.flatMap((app) =>
    app.environments.map(({ id }) => ({ app: app.id, environment: id })),
  );
  const some = (action: Exclude<RoleAction, 'link'>): boolean =>
    places.some((place) => mayHere(context, person, action, place));
  const decides = context.directory.policies.some(({ policy }) =>
    context.directory.peopleOf(policy.levels.flat().flatMap(({ of }) => of)).has(person.id),
  );
  const breaks = context.directory.policies.some(({ policy }) => policy.breakGlass.includes(person.id));
  const usages = [
    ...(some('deploy') ? [USAGE.deploy] : []),
    ...(some('read') ? [USAGE.status, USAGE.list, USAGE.who] : []),
    ...(decides ? [USAGE.pending, USAGE.approve, USAGE.reject, USAGE.revoke] : []),
    ...(breaks ? [USAGE.breakGlass] : []),
    ...(some('cancel') ? [USAGE.cancel] : []),
    ...(some('retry') ? [USAGE.retry] : []),
    ...(decides ? [USAGE.delegate, USAGE.undelegate] : []),
    ...(permits(context, person.id, { action: 'link' }).allowed ? [USAGE.link, USAGE.unlink] : []),
    USAGE.whoami,
    USAGE.help,
  ];
  const lines: ListLine[] = usages.map((usage) => ({ code: 'line.usage', data: { usage } }));
  for (const app of context.directory.apps) {
    const mine = app.environments.filter(({ id }) =>
      mayHere(context, person, 'deploy', { app: app.id, environment: id }),
    );
    if (mine.length === 0) continue;
    const environments = mine
      .map((environment) =>
        [environment.id, ...environment.parameters.map((one) => `${one.name}=…`)].join(' '),
      )
      .join(' · ');
    lines.push({ code: 'line.app', data: { app: app.id, environments } satisfies AnswerData });
  }
  return { kind: 'list', heading: 'list.help', data: {}, lines };
}
