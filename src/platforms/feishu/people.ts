import { UpstreamError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { type Clock, createLoop, type Loop, sleep } from '../../time.ts';
import { type NamesOfPeople, namesOfPeople } from '../common/names-of-people.ts';
import { feishuCode } from './errors.ts';
import { idsByAddress } from './ids-by-address.ts';
import { PEOPLE_PER_CALL } from './limits.ts';
import type { Web } from './web.ts';

/**
 * Who the configuration means: it names people by `ou_…`, by e-mail address or by mobile number, Feishu's events by `ou_…`. Who could not be
 * found, or is meant by two names, is a stranger: nobody is ever guessed.
 */
export type People = {
  /** What the configuration calls this person; the open id itself for everybody else. */
  nameOf(openId: string): string;
  /** The open id behind an account of the configuration, or one that is an open id itself. */
  openIdOf(account: string): string | undefined;
  /** Asks Feishu for all addresses and numbers. Throws an `UpstreamError`; what was known stays known then. */
  refresh(signal: AbortSignal): Promise<void>;
  /** Asks again from time to time, until it is stopped. */
  keepFresh(): Loop;
  state(): PeopleState;
};

type PeopleState = {
  /** False until Feishu has answered for the first time. */
  asked: boolean;
  unresolved: readonly string[];
  /** Names that mean one and the same person. */
  doubled: readonly (readonly string[])[];
  /** Why the last asking failed, in Feishu's code. */
  problem: string | undefined;
};

export type PeopleOptions = {
  web: Web;
  accounts: readonly string[];
  clock: Clock;
  log: Log;
  signal: AbortSignal;
};

/** Somebody may get a new number, or leave it to somebody else. */
const REFRESH_MS = 60 * 60_000;
/** Whoever is missing may just have been let into the app's range. */
const MISSING_MS = 5 * 60_000;
const FIRST_RETRY_MS = 2_000;
/** Nobody is heard before Feishu has answered, or has failed to this often. */
const FIRST_TRIES = 5;
const MAX_RETRY_MS = 60_000;

export function createPeople({ web, accounts, clock, log, signal: stopping }: PeopleOptions): People {
  const addresses = accounts.filter((account) => account.includes('@'));
  const numbers = accounts.filter((account) => account.startsWith('+'));
  let found = new Map<string, string>();
  let names = namesIn(found);
  let asked = addresses.length + numbers.length === 0;
  let askedAt = 0;
  let problem: string | undefined;

  function namesIn(resolved: ReadonlyMap<string, string>): NamesOfPeople {
    return namesOfPeople(accounts, (account) => (isOpenId(account) ? account : resolved.get(account)));
  }

  async function refresh(signal: AbortSignal): Promise<void> {
    const resolved = new Map<string, string>();
    const calls = Math.ceil(Math.max(addresses.length, numbers.length) / PEOPLE_PER_CALL);
    for (let call = 0; call < calls; call += 1) {
      const [from, to] = [call * PEOPLE_PER_CALL, (call + 1) * PEOPLE_PER_CALL];
      const emails = addresses.slice(from, to);
      const mobiles = numbers.slice(from, to);
      for (const { openId, email, mobile } of await idsByAddress(web, { emails, mobiles }, signal)) {
        for (const account of emails) if (sameAddress(account, email)) resolved.set(account, openId);
        for (const account of mobiles) if (sameNumber(account, mobile)) resolved.set(account, openId);
      }
    }
    found = resolved;
    names = namesIn(found);
    asked = true;
    askedAt = clock.now();
    problem = undefined;
  }

  let failures = 0;
  async function look(): Promise<number> {
    if (addresses.length + numbers.length === 0) return REFRESH_MS;
    const every = missing().length > 0 ? MISSING_MS : REFRESH_MS;
    if (asked && clock.now() < askedAt + every) return askedAt + every - clock.now();
    try {
      await refresh(stopping);
      failures = 0;
      return missing().length > 0 ? MISSING_MS : REFRESH_MS;
    } catch (error) {
      if (stopping.aborted) return REFRESH_MS;
      const code = feishuCode(error) ?? (error instanceof UpstreamError ? error.code : 'failed');
      problem = String(code);
      log.warn(
        { code, unresolved: missing().length },
        'feishu cannot be asked who the configured people are',
      );
      failures += 1;
      return Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), asked ? REFRESH_MS : MAX_RETRY_MS);
    }
  }

  function missing(): string[] {
    return [...addresses, ...numbers].filter((account) => !found.has(account));
  }

  return {
    nameOf: (openId) => names.nameOf(openId),
    openIdOf: (account) => {
      if (names.isDoubled(account)) return undefined;
      return isOpenId(account) ? account : found.get(account);
    },
    refresh,
    keepFresh: () =>
      createLoop(clock, look, (err) => log.error({ err }, 'the look for the configured people failed')),
    state: () => ({
      asked,
      unresolved: missing(),
      doubled: names.doubled(),
      problem,
    }),
  };
}

function isOpenId(account: string): boolean {
  return account.startsWith('ou_');
}

/** Refreshes before anybody is heard: whoever is not known yet would be taken for a stranger. Never rejects, and gives up after some tries. */
export async function getToKnow(
  people: Pick<People, 'refresh'>,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  for (let tried = 1; !signal.aborted; tried += 1) {
    try {
      return await people.refresh(signal);
    } catch (error) {
      const isRefused = error instanceof UpstreamError && error.outcome === 'rejected';
      if (isRefused || tried >= FIRST_TRIES) return;
    }
    await sleep(clock, FIRST_RETRY_MS, signal);
  }
}

function sameAddress(account: string, email: string | undefined): boolean {
  return email !== undefined && account.toLowerCase() === email.toLowerCase();
}

/** Feishu names numbers of mainland China without their country. */
function sameNumber(account: string, mobile: string | undefined): boolean {
  const plain = (number: string): string => number.replace(/[\s-]/g, '').replace(/^\+86/, '');
  return mobile !== undefined && plain(account) === plain(mobile);
}
