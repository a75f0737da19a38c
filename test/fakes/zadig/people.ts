import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../src/time.ts';
import type { Profile } from './version.ts';

export type Account = {
  uid: string;
  name: string;
  account: string;
  email: string;
  phone?: string;
  admin?: boolean;
  /** May they use tokens of the API; administrators always may. Asked since 4.3. */
  tokenEnabled?: boolean;
  /** Rights by the project's key. */
  projects?: Readonly<Record<string, { admin?: boolean; execute?: boolean }>>;
};

export type Group = { id: string; name: string; members: readonly string[] };

/** Somebody in a list of approvers or executors, as Zadig writes them down. */
export type Entry = {
  type: 'user' | 'group' | 'task_creator';
  user_id: string;
  user_name: string;
  group_id: string;
  group_name: string;
};

export type People = {
  find(uid: string): Account | undefined;
  all(): readonly Account[];
  put(account: Account): void;
  group(group: Group): void;
  /** The token of this account; the first one until `renew`. */
  tokenOf(uid: string): string;
  /** Another token; since 4.3 the one before is void. */
  renew(uid: string): string;
  authenticate(authorization: string | undefined, inQuery: string | null): Account | undefined;
  /** One entry for each person: groups and whoever started the task are taken apart. */
  flatten(entries: readonly Entry[], creator: string): Entry[];
};

/** A token of the API is good for a hundred years. */
const LIFETIME_S = 100 * 365 * 24 * 3600;

export function createPeople(clock: Clock, profile: Profile): People {
  const secret = randomBytes(32);
  const accounts = new Map<string, Account>();
  const groups = new Map<string, Group>();
  const tokens = new Map<string, string>();

  function issue(uid: string): string {
    const { name, email, account } = known(uid);
    const claims = {
      name,
      email,
      email_verified: true,
      uid,
      preferred_username: account,
      federated_claims: { connector_id: 'system', user_id: account },
      exp: Math.floor(clock.now() / 1000) + LIFETIME_S,
      jti: randomBytes(8).toString('hex'),
    };
    const payload = [{ alg: 'HS256', typ: 'JWT' }, claims]
      .map((part) => encoded(JSON.stringify(part)))
      .join('.');
    const token = `${payload}.${signature(payload)}`;
    tokens.set(uid, token);
    return token;
  }

  function signature(payload: string): string {
    return createHmac('sha256', secret).update(payload).digest('base64url');
  }

  function known(uid: string): Account {
    const found = accounts.get(uid);
    if (found === undefined) throw new Error(`nobody has the uid ${uid}`);
    return found;
  }

  function ownerOf(token: string): Account | undefined {
    const [head = '', claims = '', sign = ''] = token.split('.');
    const right = Buffer.from(signature(`${head}.${claims}`));
    const given = Buffer.from(sign);
    if (right.length !== given.length || !timingSafeEqual(right, given)) return undefined;
    const { uid } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { uid: string };
    const owner = accounts.get(uid);
    if (owner === undefined || !profile.tokenSwitch) return owner;
    const allowed = owner.admin === true || owner.tokenEnabled === true;
    return allowed && tokens.get(uid) === token ? owner : undefined;
  }

  return {
    find: (uid) => accounts.get(uid),
    all: () => [...accounts.values()],
    put: (account) => void accounts.set(account.uid, account),
    group: (group) => void groups.set(group.id, group),
    tokenOf: (uid) => tokens.get(uid) ?? issue(uid),
    renew: issue,
    authenticate(authorization, inQuery) {
      if (inQuery !== null && inQuery !== '') return ownerOf(inQuery);
      // Whatever the scheme is called.
      const parts = (authorization ?? '').split(' ');
      return parts.length === 2 ? ownerOf(parts[1] ?? '') : undefined;
    },
    flatten(entries, creator) {
      const uids = entries.flatMap((entry) => {
        if (entry.type === 'task_creator') return [creator];
        return entry.type === 'user' ? [entry.user_id] : (groups.get(entry.group_id)?.members ?? []);
      });
      return [...new Set(uids)].map((uid) => userEntry(accounts.get(uid) ?? { uid, name: '' }));
    },
  };
}

export function userEntry({ uid, name }: Pick<Account, 'uid' | 'name'>): Entry {
  return { type: 'user', user_id: uid, user_name: name, group_id: '', group_name: '' };
}

export function groupEntry({ id, name }: Group): Entry {
  return { type: 'group', user_id: '', user_name: '', group_id: id, group_name: name };
}

/** Whoever started the task. */
export const CREATOR: Entry = {
  type: 'task_creator',
  user_id: '',
  user_name: '',
  group_id: '',
  group_name: '',
};

function encoded(text: string): string {
  return Buffer.from(text).toString('base64url');
}

/** Administrators of the system or the project, and whoever may run workflows there. */
export function mayExecute(account: Account, project: string): boolean {
  const rights = account.projects?.[project];
  return account.admin === true || rights?.admin === true || rights?.execute === true;
}
