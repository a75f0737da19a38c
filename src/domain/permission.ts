/**
 * Who may do what: the one function that every button, reply, command, page, token and call to an engine goes through. What is not granted is
 * refused; an empty list is nobody; only one's own rights may be read by everybody.
 */
import type { Who } from './policy.ts';
import { type Question, whoMay } from './question-rights.ts';
import type { World } from './seats.ts';

/** What `operators` of an environment stands for. `read` is to see runs there. */
export const OPERATOR_ACTIONS = [
  'read',
  'deploy',
  'cancel',
  'retry',
  'rollback',
  'lock',
  'unlock',
  'schedule',
] as const;

/** What a role can grant, in an app's environment; `link` anywhere or nowhere. */
export const ROLE_ACTIONS = [...OPERATOR_ACTIONS, 'link'] as const;
export type RoleAction = (typeof ROLE_ACTIONS)[number];

/** What only the policy of a question grants. */
export type QuestionAction = 'approve' | 'reject' | 'revoke' | 'break-glass';

/** Binds people to actions. An absent list of apps or environments is all of them, an empty one is none. */
export type Role = {
  id: string;
  allow: readonly RoleAction[];
  who: Who;
  apps?: readonly string[];
  environments?: readonly string[];
};

/** Where something is done. A run that belongs to no app is only for roles that hold everywhere. */
export type Place = { app: string | null; environment: string | null };

export type Request =
  /** One's own rights, and what waits for oneself. */
  | { action: 'read-own' }
  /** To join a chat account to oneself. */
  | { action: 'link' }
  /** `owner`: whose lock or planned start is to be undone: they always may. */
  | { action: Exclude<RoleAction, 'link' | 'read'>; place: Place; owner?: string }
  /** `asked`: the questions of the run. Whoever may decide one that is open may see what it is about. */
  | { action: 'read'; place: Place; asked?: { questions: readonly Question[]; at: number } }
  /** `at` in milliseconds since the epoch. */
  | { action: QuestionAction; question: Question; at: number };

/**
 * `who`: people and groups that may, `because` why this person may not although they are named. `unread`: as far as is known they may not, but a group
 * of `who` cannot be read now.
 */
export type Permission =
  | { allowed: true }
  | {
      allowed: false;
      because: 'stranger' | 'not-granted' | 'unread' | 'own-run' | 'unknown-initiator';
      who: Who;
    };

const ALLOWED: Permission = { allowed: true };

/** `person` is undefined for an account that belongs to nobody. */
export function authorise(
  person: string | undefined,
  request: Request,
  roles: readonly Role[],
  world: World,
): Permission {
  if (person === undefined) return { allowed: false, because: 'stranger', who: [] };
  if (request.action === 'read-own') return ALLOWED;
  if ('question' in request) return whoMay(person, request.action, request.question, request.at, world);
  if ('owner' in request && request.owner === person) return ALLOWED;
  const place = 'place' in request ? request.place : undefined;
  const who = roles.filter((role) => grants(role, request.action, place)).flatMap((role) => role.who);
  if (world.peopleOf(who).has(person)) return ALLOWED;
  if (request.action === 'read' && request.asked !== undefined) {
    const { questions, at } = request.asked;
    const own = questions.filter(({ state }) => state === 'open');
    const says = own.map((question) => mostOf(person, question, at, world));
    if (says.includes('allowed')) return ALLOWED;
    if (says.includes('unread')) return { allowed: false, because: 'unread', who };
  }
  return { allowed: false, because: world.knows(who, person) ? 'not-granted' : 'unread', who };
}

const QUESTION_ACTIONS: readonly QuestionAction[] = ['approve', 'reject', 'revoke', 'break-glass'];

/** Whether somebody has anything to say to a question; `unread`: that depends on a group that cannot be read now. */
function mostOf(
  person: string,
  question: Question,
  at: number,
  world: World,
): 'allowed' | 'unread' | 'nothing' {
  const found = QUESTION_ACTIONS.map((action) => whoMay(person, action, question, at, world));
  if (found.some(({ allowed }) => allowed)) return 'allowed';
  return found.some((one) => !one.allowed && one.because === 'unread') ? 'unread' : 'nothing';
}

function grants(role: Role, action: RoleAction, place: Place | undefined): boolean {
  if (!role.allow.includes(action)) return false;
  return place === undefined || (holds(role.apps, place.app) && holds(role.environments, place.environment));
}

function holds(names: readonly string[] | undefined, name: string | null): boolean {
  return names === undefined || (name !== null && names.includes(name));
}
