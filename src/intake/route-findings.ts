/** What `doctor` says of routes: whom they name and cannot reach. */
import type { ChannelInfo, Directory, Person } from '../domain/directory.ts';
import type { Finding } from '../domain/finding.ts';
import { namedBy, type Policy } from '../domain/policy.ts';
import { policyFor } from '../domain/policy-rules.ts';
import { callsByMobile, isReached, recipientOf, vendorOf } from '../domain/recipient.ts';
import { type Destination, isAbout, type Route, type Who } from '../domain/route.ts';

/** Goes by what was read of the chats before. Who starts a run or writes what it deploys is not known here; who may approve is. */
export function routeFindings(directory: Directory): Finding[] {
  return directory.routes.flatMap((route) => {
    const subject = `route ${route.id}`;
    const missing = missingOf(route, directory);
    if (missing.length > 0) return missing.map((one): Finding => ({ level: 'warn', subject, ...one }));
    return [{ level: 'ok', subject, detail: 'everybody whom it names has an account where it leads' }];
  });
}

type Missing = { detail: string; remedy: string };

function missingOf(route: Route, directory: Directory): Missing[] {
  const found = new Map<string, Missing>();
  for (const destination of route.to) {
    const { outlet, people } = destination;
    const list = people ?? route.mention;
    for (const group of unreadGroups(list, directory)) {
      const detail = `who belongs to ${group} is not known: whether ${outlet} reaches them is not either`;
      found.set(`${group}\n${outlet}`, { detail, remedy: `See what is said of the group ${group} above.` });
    }
    for (const id of peopleBehind(list, route, directory)) {
      const person = directory.person(id);
      const missing = person && missingAt(person, destination, directory);
      if (missing) found.set(`${id}\n${outlet}`, missing);
    }
  }
  return [...found.values()];
}

function unreadGroups(list: readonly Who[], directory: Directory): string[] {
  return list.flatMap((who) => (who.kind === 'named' && !directory.knows([who.name]) ? [who.name] : []));
}

function peopleBehind(list: readonly Who[], route: Route, directory: Directory): ReadonlySet<string> {
  const names = list.flatMap((who) => {
    if (who.kind === 'named') return [who.name];
    return who.kind === 'approvers' ? approversIn(route, directory) : [];
  });
  return directory.peopleOf(names);
}

/** Everybody whom a gate of the route's runs may ask, as far as apps and environments tell. */
function approversIn(route: Route, { apps, policies }: Directory): string[] {
  return apps.flatMap((app) =>
    app.environments.flatMap(({ id: environment, workflow }) => {
      const place = { app: app.id, environment, workflow };
      if (!isAbout(route, { ...place, engine: app.engine })) return [];
      const steps = policies.flatMap(({ step }) => step ?? []);
      return ['', ...steps].flatMap((path) => askedBy(policyFor(policies, { ...place, path })));
    }),
  );
}

function askedBy(policy: Policy): string[] {
  return [...namedBy(policy), ...(policy.escalation?.to ?? [])];
}

function missingAt(
  person: Person,
  { outlet, people }: Destination,
  directory: Directory,
): Missing | undefined {
  const linked = linkedTo(person.id, directory);
  const channel = directory.channels.find(({ id }) => id === outlet);
  const so = people === undefined ? 'messages there do not call them' : 'they are told nothing there';
  if (channel === undefined) {
    if (directory.accountOf(person.id, outlet) !== undefined) return undefined;
    if (linked.some(({ platform }) => platform === outlet)) return undefined;
    const remedy = `Write people.${person.id}.ids.${outlet}, or let them join their account with /flow link.`;
    return { detail: `${person.id} has no account on ${outlet}: ${so}`, remedy };
  }
  if (isReached(recipientOf(person, channel, directory, linked), channel.kind)) return undefined;
  if (channel.kind === 'email')
    return {
      detail: `${person.id} has no e-mail address, and ${outlet} tells them nothing`,
      remedy: `Write people.${person.id}.email.`,
    };
  return {
    detail: `${person.id} has no account that ${outlet} can call: messages there show the name and notify nobody`,
    remedy: `Write ${keysFor(person, channel, directory)}.`,
  };
}

/** A platform of the same vendor serves both; where it names an address or number instead of an account, the channel needs a key of its own. */
function keysFor(person: Person, { id, kind }: ChannelInfo, directory: Directory): string {
  const vendor = vendorOf(kind);
  const platform = directory.platforms.find((one) => one.kind === vendor);
  const free = platform && directory.accountOf(person.id, platform.id) === undefined;
  const key = `people.${person.id}.ids.${free ? platform.id : id}`;
  return callsByMobile(kind) ? `${key}, or people.${person.id}.mobile (+86…)` : key;
}

function linkedTo(person: string, directory: Directory): { platform: string; id: string }[] {
  return [...directory.asOf().linked].flatMap(([key, owner]) => {
    const [platform = '', id = ''] = key.split('\n');
    return owner === person ? [{ platform, id }] : [];
  });
}
