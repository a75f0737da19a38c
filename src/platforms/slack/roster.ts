import { z } from 'zod';
import { UpstreamError } from '../../errors.ts';
import type { Clock } from '../../time.ts';
import { createTurnstile } from '../common/turnstile.ts';
import type { Profile, Roster, Standing } from '../platform.ts';
import { slackCode } from './errors.ts';
import { userOf } from './events.ts';
import type { Identify } from './identity.ts';
import type { Web } from './web.ts';

/**
 * Who belongs to the workspace, by Slack's word. A group is a user group (`S…`); Slack's do not hold one another. What Slack does not say
 * clearly makes an outsider, and an address counts when Slack says that it was confirmed.
 */

/** Below Slack's tiers (users.info 4, users.lookupByEmail 3, usergroups.users.list 2), so that other callers of the same app find room. */
const PROFILES = { count: 80, perMs: 60_000 };
const ADDRESSES = { count: 40, perMs: 60_000 };
const GROUPS = { count: 15, perMs: 60_000 };

/** Groups have members in common: whoever was just described is not asked for again. Well below the time between two readings. */
const PROFILE_KEPT_MS = 2 * 60_000;

/** Is in every workspace and is no bot by its flags: https://docs.slack.dev/reference/objects/user-object */
const SLACKBOT = 'USLACKBOT';

const text = z.string().optional().catch(undefined);

/** https://docs.slack.dev/reference/objects/user-object; accounts of other workspaces lack many of its fields. */
const userSchema = z.looseObject({
  id: z.string(),
  team_id: z.string().optional(),
  name: text,
  real_name: text,
  deleted: z.unknown().optional(),
  is_bot: z.unknown().optional(),
  is_restricted: z.unknown().optional(),
  is_ultra_restricted: z.unknown().optional(),
  is_stranger: z.unknown().optional(),
  is_email_confirmed: z.unknown().optional(),
  profile: z.looseObject({ real_name: text, display_name: text, email: text }).default({}),
});
type SlackUser = z.infer<typeof userSchema>;

const answerWithUser = z.looseObject({ user: userSchema });
const answerWithMembers = z.looseObject({ users: z.array(z.string()) });

type RosterOptions = { web: Web; identify: Identify; clock: Clock };

export function createRoster({ web, identify, clock }: RosterOptions): Roster {
  const profiles = createTurnstile(clock, PROFILES);
  const addresses = createTurnstile(clock, ADDRESSES);
  const groups = createTurnstile(clock, GROUPS);
  const known = new Map<string, { profile: Profile; until: number }>();

  async function profile(account: string, signal: AbortSignal): Promise<Profile | undefined> {
    const now = clock.now();
    for (const [key, { until }] of known) if (until <= now) known.delete(key);
    const before = known.get(account);
    if (before) return before.profile;
    const { teamId } = await identify(signal);
    const ask = () =>
      web.call('users.info', signal, (client) => client.users.info({ user: userOf(account) }));
    const answer = await unlessMissing('user_not_found', profiles.pass('users.info', signal, ask));
    if (answer === undefined) return undefined;
    const found = profileOf(account, read(answerWithUser, 'users.info', answer).user, teamId);
    known.set(account, { profile: found, until: clock.now() + PROFILE_KEPT_MS });
    return found;
  }

  return {
    profile,
    async byEmail(email, signal) {
      const { teamId } = await identify(signal);
      const method = 'users.lookupByEmail';
      const ask = () =>
        web.call(method, signal, (client) => client.users.lookupByEmail({ email: email.toLowerCase() }));
      const answer = await unlessMissing('users_not_found', addresses.pass(method, signal, ask));
      if (answer === undefined) return undefined;
      const { user } = read(answerWithUser, method, answer);
      return profileOf(user.id, user, teamId);
    },
    async members(group, signal) {
      const method = 'usergroups.users.list';
      const ask = () =>
        web.call(method, signal, (client) => client.usergroups.users.list({ usergroup: group }));
      const answer = await unlessMissing('no_such_subteam', groups.pass(method, signal, ask));
      if (answer === undefined) return undefined;
      const accounts = new Set(read(answerWithMembers, method, answer).users);
      const members: Profile[] = [];
      for (const account of accounts) {
        const member = await profile(account, signal);
        if (member) members.push(member);
      }
      return members;
    },
  };
}

function profileOf(account: string, user: SlackUser, teamId: string): Profile {
  const email = user.is_email_confirmed === true ? user.profile.email?.trim().toLowerCase() : undefined;
  const name = user.real_name || user.profile.real_name || user.profile.display_name || user.name;
  return {
    account,
    name: name || account,
    standing: standingOf(user, teamId),
    ...(email ? { email } : {}),
  };
}

/** Bots are nobody's account. Deactivated accounts have no flags of guests any more: they are told first. */
function standingOf(user: SlackUser, teamId: string): Standing {
  if (user.team_id !== teamId || (user.is_stranger ?? false) !== false || user.id === SLACKBOT)
    return 'outsider';
  if (user.deleted === true) return 'deactivated';
  if (user.is_restricted === true || user.is_ultra_restricted === true) return 'guest';
  const plain = [user.deleted, user.is_bot, user.is_restricted, user.is_ultra_restricted];
  return plain.every((flag) => flag === false) ? 'member' : 'outsider';
}

/** Undefined for Slack's word that there is no such thing; every other failure is thrown. */
async function unlessMissing<T>(code: string, answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof UpstreamError && slackCode(error) === code) return undefined;
    throw error;
  }
}

function read<T>(schema: z.ZodType<T>, method: string, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new UpstreamError(
    'unknown',
    'bad-answer',
    `${method} was answered with something that cannot be read`,
    {
      cause: parsed.error,
    },
  );
}
