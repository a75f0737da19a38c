import type { Answer, ListLine } from '../domain/answer.ts';
import { USAGE } from '../domain/command.ts';
import type { Person } from '../domain/directory.ts';
import { type Say, saysOf } from '../domain/grants.ts';
import type { RoleAction } from '../domain/permission.ts';
import type { FlowContext } from './context.ts';
import { permits, worldSince } from './world.ts';

/** `/flow help`: what this person may type, and what they may deploy. */
export async function tellHelp(context: FlowContext, person: Person): Promise<Answer> {
  const { directory, now } = context;
  const may = (action: Exclude<RoleAction, 'link'>, app: string, environment: string): boolean =>
    permits(context, person.id, { action, place: { app, environment } }).allowed;
  const some = (action: Exclude<RoleAction, 'link'>): boolean =>
    directory.apps.some((app) => app.environments.some(({ id }) => may(action, app.id, id)));
  const world = await worldSince(context, now);
  const says = new Set<Say>(
    directory.policies.flatMap(({ policy }) => saysOf(person.id, policy, now, world)),
  );
  const breaks = says.delete('break-glass');
  const decides = says.size > 0;
  const usages = [
    ...(some('deploy') ? [USAGE.deploy] : []),
    ...(some('rollback') ? [USAGE.rollback] : []),
    ...(some('read') || decides ? [USAGE.status, USAGE.list, USAGE.who, USAGE.logs] : []),
    ...(some('read') ? [USAGE.history, USAGE.diff] : []),
    ...(decides ? [USAGE.pending] : []),
    ...(says.has('approve') || says.has('approve-later') ? [USAGE.approve] : []),
    ...(decides ? [USAGE.reject, USAGE.revoke] : []),
    ...(breaks ? [USAGE.breakGlass] : []),
    ...(some('cancel') ? [USAGE.cancel, USAGE.suspend, USAGE.resume] : []),
    ...(some('retry') ? [USAGE.retry] : []),
    ...(some('deploy') ? [USAGE.restart] : []),
    ...(some('lock') ? [USAGE.lock] : []),
    ...(some('unlock') || some('lock') ? [USAGE.unlock] : []),
    ...(some('read') ? [USAGE.wait, USAGE.unwait] : []),
    ...(some('schedule') && some('deploy') ? [USAGE.schedule] : []),
    ...(some('schedule') ? [USAGE.schedules, USAGE.unschedule] : []),
    ...(decides ? [USAGE.delegate, USAGE.undelegate] : []),
    ...(permits(context, person.id, { action: 'link' }).allowed ? [USAGE.link, USAGE.unlink] : []),
    USAGE.whoami,
    USAGE.help,
  ];
  const lines: ListLine[] = usages.map((usage) => ({ code: 'line.usage', data: { usage } }));
  for (const { id: app, environments } of directory.apps) {
    const mine = environments.filter(({ id }) => may('deploy', app, id));
    if (mine.length === 0) continue;
    const forms = mine.map(({ id, parameters }) =>
      [id, ...parameters.map(({ name }) => `${name}=…`)].join(' '),
    );
    lines.push({ code: 'line.app', data: { app, environments: forms.join(' · ') } });
  }
  return { kind: 'list', heading: 'list.help', data: {}, lines };
}
