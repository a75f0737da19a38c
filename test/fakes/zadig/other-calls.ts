import { type ApiParts, administrators, bodyOf, type Call, pageOf, paging } from './call.ts';
import type { SystemHook } from './notifier.ts';
import type { Account } from './people.ts';
import { NO_LICENCE, numbered, plain } from './refusal.ts';

/** Who asks, people, projects, release plans, and the hook of the whole system. */
export function otherCalls({
  profile,
  people,
  book,
  plans,
  notifier,
  licence,
  projectName,
}: ApiParts): Call[] {
  const hook = '/api/aslan/system/workflowHook';
  const newest: Call[] = [
    {
      call: 'whoami',
      method: 'GET',
      path: '/openapi/system/cli/context',
      serve: ({ by }) => ({
        user: { uid: by.uid, name: by.name, account: by.account, identity_type: 'system' },
        request_id: crypto.randomUUID(),
      }),
    },
    {
      call: 'hook-setting',
      method: 'GET',
      path: hook,
      serve({ by }) {
        administrators(by);
        return notifier.systemHook;
      },
    },
    {
      call: 'set-hook',
      method: 'PUT',
      path: hook,
      serve({ by, body }) {
        administrators(by);
        if (licence() !== 'enterprise') throw numbered(7050, '');
        notifier.systemHook = bodyOf(body) as unknown as SystemHook;
      },
    },
  ];
  return [
    ...(profile.newest ? newest : []),
    {
      call: 'projects',
      method: 'GET',
      path: '/openapi/projects/project',
      serve({ query }) {
        const keys = [...new Set([...book.workflows.values()].map(({ project }) => project))];
        const projects = keys.map((project_key) => ({ project_key, project_name: projectName(project_key) }));
        return { projects: pageOf(projects, query), total: keys.length };
      },
    },
    {
      call: 'users',
      method: 'GET',
      path: '/openapi/users',
      serve({ by, query }) {
        administrators(by);
        const [account, name] = [query.get('account') ?? '', query.get('name') ?? ''];
        const all = people.all().filter((one) => one.account.includes(account) && one.name.includes(name));
        return { users: pageOf(all, query).map(userOf), total_count: all.length };
      },
    },
    {
      call: 'user',
      method: 'GET',
      path: '/openapi/users/:uid',
      serve({ by, params }) {
        administrators(by);
        const user = people.find(params.uid ?? '');
        if (user === undefined) throw plain('record not found');
        return userOf(user);
      },
    },
    {
      call: 'plans',
      method: 'GET',
      path: '/openapi/release_plan/v1',
      serve({ query }) {
        const { page, size } = paging(query);
        return plans.list(page, size);
      },
    },
    {
      call: 'plan',
      method: 'GET',
      path: '/openapi/release_plan/v1/:id',
      serve: ({ params }) => plans.detail(params.id ?? ''),
    },
    {
      call: 'approve-plan',
      method: 'POST',
      path: '/api/aslan/release_plan/v1/:id/approve',
      serve({ by, params, body }) {
        if (licence() !== 'enterprise') throw plain(NO_LICENCE);
        plans.approve(params.id ?? '', by, bodyOf(body).approve === true);
      },
    },
  ];
}

function userOf({ uid, name, account, email, phone = '' }: Account) {
  return { uid, name, account, email, phone, identity_type: 'system' };
}
