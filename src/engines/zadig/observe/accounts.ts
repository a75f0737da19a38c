/** Who we are in Zadig, and whom it means by a name. */
import { z } from 'zod';
import type { Initiator } from '../../../domain/run.ts';
import { UpstreamError } from '../../../errors.ts';
import type { Clock } from '../../../time.ts';
import type { ZadigClient } from '../client/zadig-client.ts';
import { isNoSuchPath } from '../client/zadig-error.ts';
import type { Account } from '../form/approval.ts';

export type Accounts = {
  /** The owner of our token; undefined while that cannot be told. */
  own(): Promise<Account | undefined>;
  /** What the list of users says of a name; undefined where it may not be read, or where several have it. */
  person(name: string): Promise<Initiator | undefined>;
};

/** Since v5.0: who a token belongs to. */
const WHOAMI = '/openapi/system/cli/context';

const Whoami = z.object({ user: z.object({ uid: z.string(), name: z.string() }) });

const Users = z.object({
  users: z
    .array(z.object({ name: z.string(), email: z.string().nullish(), phone: z.string().nullish() }))
    .nullish(),
});

/** People change seldom; who was not found may be tomorrow. */
const KEEP_MS = 3_600_000;
const MOST_NAMES = 1000;

export function createAccounts(client: ZadigClient, token: string, clock: Clock): Accounts {
  let own: Account | undefined;
  const people = new Map<string, { person: Initiator | undefined; until: number }>();

  return {
    async own() {
      own ??= (await whoami(client)) ?? accountIn(token);
      return own;
    },
    async person(name) {
      if (name === '') return undefined;
      const known = people.get(name);
      if (known !== undefined && clock.now() < known.until) return known.person;
      const { person, isSure } = await personNamed(client, name);
      if (!isSure) return undefined;
      if (people.size >= MOST_NAMES) people.clear();
      people.set(name, { person, until: clock.now() + KEEP_MS });
      return person;
    },
  };
}

/** Undefined where the version has no such question. Throws `UpstreamError` where Zadig does not answer. */
export async function whoami(client: ZadigClient): Promise<Account | undefined> {
  try {
    const read = Whoami.safeParse(await client.get(WHOAMI));
    return read.success ? { uid: read.data.user.uid, name: read.data.user.name } : undefined;
  } catch (error) {
    if (isNoSuchPath(error)) return undefined;
    // What is forbidden to ask says the token itself.
    if (error instanceof UpstreamError && error.outcome === 'rejected') return undefined;
    throw error;
  }
}

const Claims = z.object({ uid: z.string(), name: z.string(), preferred_username: z.string().nullish() });

/** A token is a JWT whose claims name its owner. Only Zadig can tell whether it is a true one; here it says who we are to it. */
export function accountIn(token: string): Account | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const { uid, name } = Claims.parse(claims);
    return { uid, name };
  } catch {
    return undefined;
  }
}

/** `isSure`: Zadig has answered; it would not say anything else soon. */
async function personNamed(
  client: ZadigClient,
  name: string,
): Promise<{ person?: Initiator; isSure: boolean }> {
  try {
    const read = Users.safeParse(await client.get('/openapi/users', { pageNum: 1, pageSize: 10, name }));
    const named = read.success ? (read.data.users ?? []).filter((user) => user.name === name) : [];
    const [user, ...others] = named;
    if (user === undefined || others.length > 0) return { isSure: true };
    const phone = /^1\d{10}$/.test(user.phone ?? '') ? `+86${user.phone}` : '';
    const person = { ...(user.email ? { email: user.email } : {}), ...(phone === '' ? {} : { phone }) };
    return { person, isSure: true };
  } catch (error) {
    // Only admins may read it: without it a policy on self-approval may refuse, which is the safe side.
    if (error instanceof UpstreamError) return { isSure: error.outcome === 'rejected' };
    throw error;
  }
}
