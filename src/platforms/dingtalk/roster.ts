import { z } from 'zod';
import { UpstreamError } from '../../errors.ts';
import { unlessRefused } from '../common/refused.ts';
import { unlessAborted } from '../common/requests.ts';
import type { Profile, Roster, Standing } from '../platform.ts';
import type { Api } from './api.ts';
import { PEOPLE_PER_PAGE } from './limits.ts';

/**
 * Who belongs to the organisation, by DingTalk's directory. Accounts are staff ids; a group is `department:123`, with all departments below it.
 * What the app may not see is an error, so that nobody takes it for an empty group. DingTalk finds nobody by e-mail address, and it vouches for no
 * address: `email` and `org_email` are what somebody wrote into a profile.
 */
export function createRoster(api: Pick<Api, 'legacy'>): Roster {
  async function ask<T>(
    path: string,
    body: Record<string, unknown>,
    result: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const said = await unlessAborted(`POST ${path}`, api.legacy(path, body, signal), signal);
    const { success, data, error } = result.safeParse(said.result);
    if (success) return data;
    throw new UpstreamError('unknown', 'bad-answer', `POST ${path} cannot be read`, { cause: error });
  }

  async function peopleIn(department: number, signal: AbortSignal): Promise<Profile[]> {
    const people: Profile[] = [];
    let cursor: number | undefined = 0;
    while (cursor !== undefined) {
      const body = { dept_id: department, cursor, size: PEOPLE_PER_PAGE, contain_access_limit: false };
      const page: z.infer<typeof pageOfPeople> = await ask(PEOPLE, body, pageOfPeople, signal);
      people.push(...page.list.map(profileOf));
      if (page.has_more && (page.next_cursor === undefined || page.next_cursor <= cursor)) {
        throw new UpstreamError('unknown', 'bad-answer', `POST ${PEOPLE} does not say where it goes on`);
      }
      cursor = page.has_more ? page.next_cursor : undefined;
    }
    return people;
  }

  async function below(department: number, signal: AbortSignal): Promise<number[]> {
    return (await ask(BELOW, { dept_id: department }, departments, signal)).dept_id_list;
  }

  async function everybodyIn(department: number, signal: AbortSignal): Promise<Profile[] | undefined> {
    const first = await unlessRefused('group-unknown', below(department, signal));
    if (first === undefined) return undefined;
    const found = new Map((await peopleIn(department, signal)).map((one) => [one.account, one]));
    const known = new Set([department, ...first]);
    // Grows while it is gone through.
    for (const id of known) {
      if (id === department) continue;
      for (const one of await peopleIn(id, signal)) found.set(one.account, one);
      for (const child of await below(id, signal)) known.add(child);
    }
    return [...found.values()];
  }

  return {
    async profile(account, signal) {
      const asked = ask(PERSON, { userid: account }, person, signal);
      const found = await unlessRefused('person-unknown', asked);
      return found && profileOf(found);
    },
    byEmail: async () => undefined,
    async members(group, signal) {
      const id = Number(/^department:([1-9]\d*)$/.exec(group)?.[1]);
      return Number.isSafeInteger(id) ? await everybodyIn(id, signal) : undefined;
    },
  };
}

/** https://open.dingtalk.com/document/orgapp/query-user-details */
export const PERSON = '/topapi/v2/user/get';
/** https://open.dingtalk.com/document/orgapp/queries-the-complete-information-of-a-department-user: without those in departments below. */
export const PEOPLE = '/topapi/v2/user/list';
/** https://open.dingtalk.com/document/orgapp/obtain-a-sub-department-id-list-v2: one level. */
export const BELOW = '/topapi/v2/department/listsubid';

/** A state that cannot be read makes the whole answer unreadable: who is disabled must not pass for somebody in use. */
const person = z.looseObject({
  userid: z.string().min(1),
  name: z.string().optional().catch(undefined),
  active: z.boolean().optional(),
  exclusive_account: z.boolean().optional(),
  login_id: z.string().optional(),
  disable_status: z.boolean().optional(),
});

const pageOfPeople = z.looseObject({
  list: z.array(person),
  has_more: z.boolean(),
  next_cursor: z.number().optional(),
});

const departments = z.looseObject({ dept_id_list: z.array(z.number()) });

function profileOf(one: z.infer<typeof person>): Profile {
  const { userid: account, name } = one;
  return {
    account,
    name: name === undefined || name === '' ? account : name,
    standing: standingOf(one),
  };
}

/**
 * An enterprise account is ruled by the organisation that made it, wherever else it was let in: only of its own accounts DingTalk tells an
 * organisation the login name (https://open.dingtalk.com/document/orgapp/queries-the-details-of-a-dedicated-account).
 */
function standingOf(one: z.infer<typeof person>): Standing {
  if (one.active === undefined) return 'outsider';
  if (!one.active || one.disable_status === true) return 'deactivated';
  const isOwn = one.login_id !== undefined && one.login_id !== '';
  return one.exclusive_account === true && !isOwn ? 'guest' : 'member';
}
