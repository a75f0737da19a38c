import type { Answer, ListLine } from '../domain/answer.ts';
import { USAGE } from '../domain/command.ts';
import type { Person } from '../domain/directory.ts';
import type { Account } from '../domain/event.ts';
import { rulesFor, saysOf } from '../domain/grants.ts';
import { ROLE_ACTIONS } from '../domain/permission.ts';
import type { World } from '../domain/seats.ts';
import { accountsLinkedTo } from '../store/identities.ts';
import type { FlowContext } from './context.ts';
import { named } from './people-names.ts';
import { permits, worldSince } from './world.ts';

/** `/flow whoami`: everybody may read their own rights. */
export async function tellWhoAmI(context: FlowContext, person: Person): Promise<Answer> {
  const { now, directory } = context;
  const world = await worldSince(context, now);
  const lines = await accountLines(context, person);
  const groups = directory.groups.filter(({ id }) => directory.peopleOf([id]).has(person.id));
  if (groups.length > 0)
    lines.push({ code: 'line.groups', data: { names: groups.map(({ id }) => id).join(', ') } });
  for (const { from, to, since, until } of world.delegations) {
    if (since > now || until <= now) continue;
    const ms = until - now;
    if (from === person.id)
      lines.push({ code: 'line.delegates-to', data: { who: named(directory, [to]), ms } });
    if (to === person.id)
      lines.push({ code: 'line.delegated-by', data: { who: named(directory, [from]), ms } });
  }
  lines.push(...rightLines(context, person), ...sayLines(context, person, world));
  if (permits(context, person.id, { action: 'link' }).allowed)
    lines.push({ code: 'line.may-link', data: { usage: USAGE.link } });
  return { kind: 'list', heading: 'list.whoami', data: { name: person.name, id: person.id }, lines };
}

/** Of the file, then by e-mail address, then those that the person joined; one that the chat has barred is said to be so. */
async function accountLines({ tx, directory }: FlowContext, person: Person): Promise<ListLine[]> {
  const line = ({ platform, id }: Account, code: ListLine['code']): ListLine => {
    const barred = directory.isBarred({ platform, id });
    return { code: barred ? 'line.account-barred' : code, data: { platform, account: id } };
  };
  const matched = directory.platforms.flatMap(({ id: platform }) => {
    const id = person.accounts[platform] === undefined ? directory.accountOf(person.id, platform) : undefined;
    return id === undefined ? [] : [{ platform, id }];
  });
  return [
    ...Object.entries(person.accounts).map(([platform, id]) => line({ platform, id }, 'line.account')),
    ...matched.map((account) => line(account, 'line.account-matched')),
    ...(await accountsLinkedTo(tx, person.id)).map((account) => line(account, 'line.account-joined')),
  ];
}

/** What roles grant, one line for each environment that the person has anything to do with. */
function rightLines(context: FlowContext, person: Person): ListLine[] {
  return context.directory.apps.flatMap(({ id: app, environments }) =>
    environments.flatMap(({ id: environment }): ListLine[] => {
      const place = { app, environment };
      const rights = ROLE_ACTIONS.filter(
        (action) => action !== 'link' && permits(context, person.id, { action, place }).allowed,
      );
      return rights.length === 0
        ? []
        : [{ code: 'line.right', data: { ...place, rights: rights.join(' ') } }];
    }),
  );
}

/** What policies grant, in one's own name and in that of others. */
function sayLines({ directory, now }: FlowContext, person: Person, world: World): ListLine[] {
  return directory.apps.flatMap((app) =>
    app.environments.flatMap((environment) => {
      const policies = new Set(rulesFor(directory.policies, app, environment).map(({ policy }) => policy));
      return [...policies].flatMap((policy): ListLine[] => {
        const says = saysOf(person.id, policy, now, world).join(' ');
        const data = { app: app.id, environment: environment.id, policy: policy.id, says };
        return says === '' ? [] : [{ code: 'line.decides', data }];
      });
    }),
  );
}
