import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { UpstreamError } from '../../src/errors.ts';
import type { Profile, Roster } from '../../src/platforms/platform.ts';

/** What is known of a vendor's directory before anything runs: a case that it cannot have is left out, all others must hold. */
export type RosterTraits = {
  /** Accounts that belong to the workspace only in part. */
  guests: boolean;
  /** Accounts of other organisations (or of no person, such as bots) can be looked at. */
  outsiders: boolean;
  /** A deactivated account is still described; else it is not there any more. */
  seesDeactivated: boolean;
  /** People can be looked up by address. */
  byEmail: boolean;
  /** The vendor keeps addresses that it has not verified. */
  unverified: boolean;
  /** Several accounts may have one address. */
  sharedEmail: boolean;
  /** Groups hold groups. */
  nests: boolean;
  /** A group may be there and have nobody in it. */
  emptyGroups: boolean;
};

/** A roster beside a fake of its vendor on 127.0.0.1. Accounts, addresses and groups are the vendor's, as `Roster` takes them. */
export type RosterBench = AsyncDisposable & {
  roster: Roster;
  /** An ordinary member; `email` is verified and its alone. */
  member: { account: string; name: string; email: string };
  /** Where `guests`. */
  guest?: string;
  /** Where `outsiders`. */
  outsider?: string;
  deactivated: string;
  /** Where `unverified`: a member whose address nobody has verified. */
  unverified?: { account: string; email: string };
  /** Where `sharedEmail`: two members have it. */
  sharedEmail?: string;
  /** Spelled as the vendor spells them, and not there. */
  nobody: { account: string; email: string; group: string };
  /** Several members, more than one page of the vendor's where it pages; a guest is among them where `guests`. */
  group: { id: string; accounts: readonly string[] };
  /** Where `nests`: somebody in it and somebody in a group two levels below it; `accounts` are all of them. */
  nested?: { id: string; accounts: readonly string[] };
  /** Where `emptyGroups`. */
  emptyGroup?: string;
  /** From now on the app may not read groups. */
  lockGroups(): void;
  /** The next request of each kind is refused for now; returns for how long, in milliseconds. */
  throttle(): number;
  /** From now on the vendor answers nothing that can be used. */
  bringDown(): void;
};

/** What every roster must do, whatever its vendor is like. */
export function rosterContract(name: string, traits: RosterTraits, open: () => Promise<RosterBench>): void {
  void describe(`roster contract: ${name}`, { concurrency: 2 }, () => {
    profiles(traits, open);
    if (traits.byEmail) addresses(traits, open);
    groups(traits, open);
    failures(traits, open);
  });
}

function profiles(traits: RosterTraits, open: () => Promise<RosterBench>): void {
  void test('a member is described by account, name and verified address', async () => {
    await using bench = await open();
    const { account, name, email } = bench.member;
    const profile = await bench.roster.profile(account, signal());
    assert.deepEqual(profile, {
      account,
      name,
      standing: 'member',
      ...(traits.byEmail ? { email: email.toLowerCase() } : {}),
    });
  });

  void test('an account that is not there is undefined', async () => {
    await using bench = await open();
    assert.equal(await bench.roster.profile(bench.nobody.account, signal()), undefined);
  });

  void test('guests, outsiders and deactivated accounts are told from members', async () => {
    await using bench = await open();
    const standing = async (account: string | undefined) =>
      (await bench.roster.profile(account ?? '', signal()))?.standing;
    assert.equal(
      await standing(bench.deactivated),
      traits.seesDeactivated ? ('deactivated' as const) : undefined,
    );
    if (traits.guests) assert.equal(await standing(bench.guest), 'guest');
    if (traits.outsiders) assert.equal(await standing(bench.outsider), 'outsider');
  });
}

function addresses(traits: RosterTraits, open: () => Promise<RosterBench>): void {
  void test('a verified address finds its account, however it is spelled', async () => {
    await using bench = await open();
    const { account, email } = bench.member;
    for (const spelling of [email, email.toUpperCase()]) {
      const profile = await bench.roster.byEmail(spelling, signal());
      assert.deepEqual([profile?.account, profile?.email], [account, email.toLowerCase()]);
    }
  });

  void test('an address that is not there is undefined', async () => {
    await using bench = await open();
    assert.equal(await bench.roster.byEmail(bench.nobody.email, signal()), undefined);
  });

  if (traits.unverified) {
    void test('an address that nobody has verified is no address', async () => {
      await using bench = await open();
      assert.ok(bench.unverified);
      const { account, email } = bench.unverified;
      assert.equal((await bench.roster.profile(account, signal()))?.email, undefined);
      assert.equal((await bench.roster.byEmail(email, signal()))?.email, undefined);
    });
  }

  if (traits.sharedEmail) {
    void test('an address of several accounts is nobody', async () => {
      await using bench = await open();
      assert.equal(await bench.roster.byEmail(bench.sharedEmail ?? '', signal()), undefined);
    });
  }
}

function groups(traits: RosterTraits, open: () => Promise<RosterBench>): void {
  void test('a group is all of its members, each once, with their standing', async () => {
    await using bench = await open();
    const members = await bench.roster.members(bench.group.id, signal());
    assert.deepEqual(accountsOf(members), bench.group.accounts.toSorted());
    const guests = members?.filter(({ standing }) => standing === 'guest') ?? [];
    if (traits.guests)
      assert.deepEqual(
        guests.map(({ account }) => account),
        [bench.guest],
      );
  });

  if (traits.nests) {
    void test('members of the groups below a group are its members', async () => {
      await using bench = await open();
      const members = await bench.roster.members(bench.nested?.id ?? '', signal());
      assert.deepEqual(accountsOf(members), bench.nested?.accounts.toSorted());
    });
  }

  if (traits.emptyGroups) {
    void test('a group with nobody in it is empty', async () => {
      await using bench = await open();
      assert.deepEqual(await bench.roster.members(bench.emptyGroup ?? '', signal()), []);
    });
  }

  void test('a group that is not there is undefined, never empty', async () => {
    await using bench = await open();
    assert.equal(await bench.roster.members(bench.nobody.group, signal()), undefined);
  });

  void test('a group that may not be read is an error, never empty', async () => {
    await using bench = await open();
    bench.lockGroups();
    await assert.rejects(bench.roster.members(bench.group.id, signal()), upstream('rejected'));
  });
}

function failures(traits: RosterTraits, open: () => Promise<RosterBench>): void {
  const questions = (bench: RosterBench): [string, () => Promise<unknown>][] => [
    ['profile', () => bench.roster.profile(bench.member.account, signal())],
    ['members', () => bench.roster.members(bench.group.id, signal())],
    ...(traits.byEmail
      ? [
          ['byEmail', () => bench.roster.byEmail(bench.member.email, signal())] as [
            string,
            () => Promise<unknown>,
          ],
        ]
      : []),
  ];

  for (const index of traits.byEmail ? [0, 1, 2] : [0, 1]) {
    const what = ['a profile', 'a group', 'an address'][index];
    void test(`a vendor that is down is an error for ${what}, never nobody`, async () => {
      await using bench = await open();
      bench.bringDown();
      const [, ask] = questions(bench)[index] ?? assert.fail();
      await assert.rejects(ask(), upstream());
    });

    void test(`a vendor that throttles ${what} says for how long`, async () => {
      await using bench = await open();
      const retryAfterMs = bench.throttle();
      const [, ask] = questions(bench)[index] ?? assert.fail();
      await assert.rejects(ask(), (error: unknown) => {
        assert.ok(error instanceof UpstreamError, String(error));
        assert.deepEqual([error.outcome, error.retryAfterMs], ['throttled', retryAfterMs]);
        return true;
      });
    });
  }

  void test('a question that was given up is an error', async () => {
    await using bench = await open();
    await assert.rejects(bench.roster.profile(bench.member.account, AbortSignal.abort()), upstream());
    await assert.rejects(bench.roster.members(bench.group.id, AbortSignal.abort()), upstream());
  });
}

function accountsOf(members: readonly Profile[] | undefined): string[] | undefined {
  return members?.map(({ account }) => account).toSorted();
}

function signal(): AbortSignal {
  return AbortSignal.timeout(15_000);
}

function upstream(outcome?: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof UpstreamError, String(error));
    if (outcome !== undefined) assert.equal(error.outcome, outcome);
    return true;
  };
}
