import { z } from 'zod';
import { UpstreamError } from '../../errors.ts';
import type { Clock } from '../../time.ts';
import { chunks } from '../common/chunks.ts';
import { isRefused, unlessRefused } from '../common/refused.ts';
import { createTurnstile } from '../common/turnstile.ts';
import type { Profile, Roster } from '../platform.ts';
import { idsByAddress } from './ids-by-address.ts';
import { CONTACTS_PER_PAGE, DIRECTORY_CALLS, GROUP_MEMBERS_PER_PAGE } from './limits.ts';
import { allPages } from './pages.ts';
import { type FeishuUser, feishuUser, outsider, profileOf } from './profile.ts';
import type { Web } from './web.ts';

/**
 * Who belongs to the tenant, by Feishu's directory. Accounts are open ids; a group is `department:od-…`, with all departments below it, or
 * `group:…`, a user group (https://open.feishu.cn/document/server-docs/contact-v3/resources). What the app may not see is an error, so that
 * nobody takes it for an empty group.
 */
export function createRoster(feishu: Web, clock: Clock): Roster {
  // A tree of departments is many calls at once.
  const turnstile = createTurnstile(clock, DIRECTORY_CALLS);
  const web: Pick<Web, 'call'> = {
    call: (request, signal) => turnstile.pass('the directory', signal, () => feishu.call(request, signal)),
  };

  async function profile(account: string, signal: AbortSignal): Promise<Profile | undefined> {
    const url = `/open-apis/contact/v3/users/${encodeURIComponent(account)}`;
    try {
      const answer = await web.call({ method: 'GET', url, params: { user_id_type: 'open_id' } }, signal);
      return profileOf(read(oneUser, answer).data.user);
    } catch (error) {
      if (isRefused(error, 'person-unknown')) return undefined;
      if (isRefused(error, 'other-tenant')) return outsider(account);
      throw error;
    }
  }

  function usersIn(department: string, signal: AbortSignal): Promise<FeishuUser[]> {
    const params = { ...IDS, department_id: department, page_size: CONTACTS_PER_PAGE };
    const url = '/open-apis/contact/v3/users/find_by_department';
    return allPages(web, { url, params, list: 'items' }, feishuUser, signal);
  }

  async function usersBelow(department: string, signal: AbortSignal): Promise<FeishuUser[]> {
    const url = `/open-apis/contact/v3/departments/${encodeURIComponent(department)}/children`;
    const params = { ...IDS, fetch_child: true, page_size: CONTACTS_PER_PAGE };
    const below = await allPages(web, { url, params, list: 'items' }, childDepartment, signal);
    const users: FeishuUser[] = [];
    for (const { open_department_id: id } of below) users.push(...(await usersIn(id, signal)));
    return users;
  }

  async function membersOf(
    group: string,
    kind: 'user' | 'department',
    signal: AbortSignal,
  ): Promise<string[]> {
    const url = `/open-apis/contact/v3/group/${encodeURIComponent(group)}/member/simplelist`;
    // Of a department `open_id` means the one that begins with od-.
    const params = { member_type: kind, member_id_type: 'open_id', page_size: GROUP_MEMBERS_PER_PAGE };
    const members = await allPages(web, { url, params, list: 'memberlist' }, groupMember, signal);
    return members.map(({ member_id: id }) => id);
  }

  /** Whom Feishu does not describe is in the group all the same, as an outsider. */
  async function described(accounts: readonly string[], signal: AbortSignal): Promise<Profile[]> {
    const known = new Map<string, Profile>();
    for (const some of chunks(accounts, CONTACTS_PER_PAGE)) {
      const ids = some.map((account) => `user_ids=${encodeURIComponent(account)}`).join('&');
      const url = `/open-apis/contact/v3/users/batch?${ids}`;
      const answer = await web.call({ method: 'GET', url, params: { user_id_type: 'open_id' } }, signal);
      for (const user of read(someUsers, answer).data.items) known.set(user.open_id, profileOf(user));
    }
    return accounts.map((account) => known.get(account) ?? outsider(account));
  }

  async function departmentMembers(id: string, signal: AbortSignal): Promise<Profile[] | undefined> {
    const direct = await unlessRefused('group-unknown', usersIn(id, signal));
    return direct && [...direct, ...(await usersBelow(id, signal))].map(profileOf);
  }

  async function groupMembers(id: string, signal: AbortSignal): Promise<Profile[] | undefined> {
    const people = await unlessRefused('group-unknown', membersOf(id, 'user', signal));
    if (people === undefined) return undefined;
    const found = await described(people, signal);
    for (const department of await membersOf(id, 'department', signal)) {
      const users = [...(await usersIn(department, signal)), ...(await usersBelow(department, signal))];
      found.push(...users.map(profileOf));
    }
    return found;
  }

  return {
    profile,
    async byEmail(email, signal) {
      const address = email.toLowerCase();
      const found = await idsByAddress(web, { emails: [address], mobiles: [] }, signal);
      const [openId, ...others] = new Set(found.map((one) => one.openId));
      if (openId === undefined || others.length > 0) return undefined;
      // Found by what an administrator wrote down: only the mailbox counts.
      const known = await profile(openId, signal);
      return known?.email === address ? known : undefined;
    },
    async members(group, signal) {
      const [, kind, id = ''] = /^(department|group):(.+)$/.exec(group) ?? [];
      if (kind === undefined) return undefined;
      const members = await (kind === 'group' ? groupMembers : departmentMembers)(id, signal);
      return members && [...new Map(members.map((one) => [one.account, one])).values()];
    },
  };
}

/** Which ids are asked for and given. */
const IDS = { user_id_type: 'open_id', department_id_type: 'open_department_id' };

/** https://open.feishu.cn/document/server-docs/contact-v3/user/get and …/user/batch */
const oneUser = z.looseObject({ data: z.looseObject({ user: feishuUser }) });
const someUsers = z.looseObject({ data: z.looseObject({ items: z.array(feishuUser).default([]) }) });
/** …/contact-v3/department/children and …/contact-v3/group-member/simplelist */
const childDepartment = z.looseObject({ open_department_id: z.string().min(1) });
const groupMember = z.looseObject({ member_id: z.string().min(1) });

function read<T>(schema: z.ZodType<T>, answer: unknown): T {
  const { success, data, error } = schema.safeParse(answer);
  if (success) return data;
  throw new UpstreamError('unknown', 'bad-answer', 'Feishu describes nobody', { cause: error });
}
