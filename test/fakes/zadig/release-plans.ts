import type { Account } from './people.ts';
import { NO_DOCUMENT, numbered, plain } from './refusal.ts';

/** A release plan: shown and linked by others, decided in Zadig. */
export type Plan = {
  /** Of Mongo: 24 digits of hexadecimal. */
  id: string;
  index: number;
  name: string;
  manager: string;
  managerId: string;
  description?: string;
  status: PlanStatus;
  /** Who is asked where its approval is Zadig's own. */
  approvers?: readonly string[];
  needed?: number;
  createTime: number;
};

export type PlanStatus =
  | 'planning'
  | 'finish_planning'
  | 'wait_for_approval'
  | 'executing'
  | 'denied'
  | 'timeout'
  | 'success'
  | 'cancel';

export type Plans = {
  put(plan: Plan): void;
  get(id: string): Plan | undefined;
  list(page: number, size: number): object;
  detail(id: string): object;
  approve(id: string, by: Account, yes: boolean): void;
};

/** What a webhook tells of it. */
export function planBody(plan: Plan, event: string) {
  return {
    id: plan.id,
    index: plan.index,
    event_name: event,
    name: plan.name,
    manager: plan.manager,
    manager_id: plan.managerId,
    start_time: 0,
    end_time: 0,
    schedule_execute_time: 0,
    description: plan.description ?? '',
    created_by: plan.manager,
    create_time: plan.createTime,
    updated_by: plan.manager,
    update_time: plan.createTime,
    instance_code: '',
    jobs: [],
    status: plan.status,
    planning_time: 0,
    approval_time: 0,
    executing_time: 0,
    success_time: 0,
  };
}

export function createPlans(): Plans {
  const plans = new Map<string, Plan>();
  const votes = new Map<string, Map<string, boolean>>();

  function found(id: string): Plan {
    const plan = plans.get(id);
    if (plan === undefined) throw plain(NO_DOCUMENT);
    return plan;
  }

  return {
    put: (plan) => void plans.set(plan.id, plan),
    get: (id) => plans.get(id),
    list(page, size) {
      const all = [...plans.values()].sort((a, b) => b.index - a.index);
      const list = all.slice((page - 1) * size, page * size).map((plan) => ({
        id: plan.id,
        index: plan.index,
        name: plan.name,
        manager: plan.manager,
        description: plan.description ?? '',
        created_by: plan.manager,
        create_time: plan.createTime,
      }));
      return { list, total: all.length };
    },
    detail(id) {
      const plan = found(id);
      return {
        id,
        index: plan.index,
        name: plan.name,
        manager: plan.manager,
        manager_id: plan.managerId,
        start_time: 0,
        end_time: 0,
        description: plan.description ?? '',
        created_by: plan.manager,
        create_time: plan.createTime,
        status: plan.status,
        jobs: [],
      };
    },
    approve(id, by, yes) {
      const plan = found(id);
      if (plan.status !== 'wait_for_approval') throw plain(`plan status is ${plan.status}, can not approve`);
      const said = votes.get(id) ?? new Map<string, boolean>();
      votes.set(id, said);
      if (plan.approvers?.includes(by.uid) !== true)
        throw numbered(6169, `user ${by.name} has no authority to Approve`);
      const mine = said.get(by.uid);
      if (mine !== undefined) throw numbered(6169, `${by.name} have ${mine ? 'approve' : 'reject'} already`);
      said.set(by.uid, yes);
      if (!yes) plans.set(id, { ...plan, status: 'denied' });
      else if (said.size >= (plan.needed ?? 1)) plans.set(id, { ...plan, status: 'executing' });
    },
  };
}
