import type { Language } from '../domain/directory.ts';
import type { Say } from '../domain/grants.ts';
import type { RoleAction } from '../domain/permission.ts';
import type { Way } from '../domain/question-ways.ts';
import type { Outcome } from '../domain/run-event.ts';
import { joined } from './joined.ts';

type Words<Name extends string> = Readonly<Record<Name, Readonly<Record<Language, string>>>>;

const RIGHTS: Words<RoleAction> = {
  read: { en: 'read', zh: '查看' },
  deploy: { en: 'deploy', zh: '部署' },
  cancel: { en: 'cancel', zh: '取消' },
  retry: { en: 'retry', zh: '重试' },
  rollback: { en: 'rollback', zh: '回滚' },
  lock: { en: 'lock', zh: '锁定' },
  unlock: { en: 'unlock', zh: '解锁' },
  schedule: { en: 'schedule', zh: '定时部署' },
  link: { en: 'link', zh: '关联账号' },
};

const ENDS: Words<Outcome> = {
  succeeded: { en: 'succeeded', zh: '成功' },
  failed: { en: 'failed', zh: '失败' },
  'timed-out': { en: 'ran out of time', zh: '超时' },
  cancelled: { en: 'was cancelled', zh: '被取消' },
  rejected: { en: 'was rejected', zh: '被拒绝' },
};

const SAYS: Words<Say> = {
  approve: { en: 'approve', zh: '批准' },
  'approve-later': { en: 'approve when it was not decided in time', zh: '未在时限内决定时批准' },
  reject: { en: 'reject', zh: '拒绝' },
  'break-glass': { en: 'break-glass', zh: '紧急放行' },
};

const WAYS: Words<Way> = {
  escalate: { en: 'waiting until more people may approve', zh: '等到更多人可以批准' },
  'break-glass': { en: 'break-glass', zh: '紧急放行' },
  revoke: { en: 'a vote that is taken back (/flow revoke)', zh: '撤回已投的票（/flow revoke）' },
  reject: { en: 'rejecting it', zh: '拒绝' },
  cancel: { en: 'cancelling the run (/flow cancel)', zh: '取消运行（/flow cancel）' },
  policy: {
    en: 'an operator who adds people to its groups, or changes the policy and starts a new run',
    zh: '由运维人员向相关组中加人，或修改策略后重新运行',
  },
};

/** What stands in the data as names with spaces between them. */
const LISTS: Readonly<Record<string, Words<string>>> = {
  rights: RIGHTS,
  right: RIGHTS,
  ended: ENDS,
  says: SAYS,
  helps: WAYS,
};

/** The names of such a list in words; undefined for data of another name. */
export function listedWords(name: string, value: string, language: Language): string | undefined {
  const words = Object.hasOwn(LISTS, name) ? LISTS[name] : undefined;
  if (words === undefined) return undefined;
  return joined(
    value.split(' ').map((one) => words[one]?.[language] ?? one),
    language,
  );
}

export function wayWord(way: Way, language: Language): string {
  return WAYS[way][language];
}
