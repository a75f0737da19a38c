import type { Target } from './request.ts';
import { forbidden } from './status.ts';

/** Who may what. A rule is one of a Role (`namespaces`) or a ClusterRole; `*` stands for all. */
export type Rule = {
  apiGroups: readonly string[];
  /** Plural names, `workflowruns/status` for a subresource. */
  resources: readonly string[];
  verbs: readonly string[];
  /** Where it holds; everywhere when absent. */
  namespaces?: readonly string[];
  resourceNames?: readonly string[];
};

export type User = {
  name: string;
  groups?: readonly string[];
  uid?: string;
  /** The bearer token that this user is known by. */
  token: string;
  rules: readonly Rule[];
};

export const ADMIN_RULE: Rule = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };

/** Whoever sends no credentials. */
export const ANONYMOUS: User = {
  name: 'system:anonymous',
  groups: ['system:unauthenticated'],
  token: '',
  rules: [],
};

/** What a request wants, as SelfSubjectAccessReview names it too. */
export type Wish = {
  verb: string;
  group: string;
  resource: string;
  subresource: string;
  namespace: string;
  name: string;
};

export function allows(user: User, wish: Wish): boolean {
  return user.rules.some((rule) => permits(rule, wish));
}

function permits(rule: Rule, { verb, group, resource, subresource, namespace, name }: Wish): boolean {
  const asked = subresource === '' ? resource : `${resource}/${subresource}`;
  const names = rule.resourceNames;
  return (
    has(rule.verbs, verb) &&
    has(rule.apiGroups, group) &&
    (has(rule.resources, asked) || (subresource !== '' && rule.resources.includes(`*/${subresource}`))) &&
    (rule.namespaces === undefined || (namespace !== '' && rule.namespaces.includes(namespace))) &&
    // A rule for names never grants what has no name: create, and the whole collection.
    (names === undefined || (name !== '' && names.includes(name)))
  );
}

function has(list: readonly string[], one: string): boolean {
  return list.includes('*') || list.includes(one);
}

/** Throws 403 in the server's words. */
export function authorise(
  user: User,
  { resource, verb, namespace, name, subresource }: Target,
  named: string,
): void {
  const wish = {
    verb,
    group: resource.group,
    resource: resource.plural,
    subresource,
    namespace,
    name: name || named,
  };
  // A namespace is looked for in itself.
  const here = resource.plural === 'namespaces' && name !== '' ? { ...wish, namespace: name } : wish;
  if (allows(user, here)) return;
  const what = subresource === '' ? resource.plural : `${resource.plural}/${subresource}`;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`;
  const why = `User ${JSON.stringify(user.name)} cannot ${verb} resource ${JSON.stringify(what)} in API group ${JSON.stringify(resource.group)} ${where}`;
  throw forbidden(resource, name, why);
}

/** Paths that are no resources: what discovery needs is open to everybody who is known. */
export function authorisePath(user: User, verb: string, path: string): void {
  const open = user.groups?.includes('system:unauthenticated')
    ? ['/healthz', '/livez', '/readyz', '/version']
    : undefined;
  if (open === undefined || open.includes(path)) return;
  throw forbidden(
    undefined,
    '',
    `User ${JSON.stringify(user.name)} cannot ${verb} path ${JSON.stringify(path)}`,
  );
}

/** The user whom a request's `Authorization` names; undefined where it is wrong (401). */
export function authenticate(users: readonly User[], authorization: string | undefined): User | undefined {
  if (authorization === undefined || authorization === '') return ANONYMOUS;
  const token = /^Bearer (.+)$/i.exec(authorization)?.[1];
  if (token === undefined) return undefined;
  return users.find((user) => user.token !== '' && user.token === token);
}
