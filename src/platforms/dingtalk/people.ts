import { z } from 'zod';
import { UpstreamError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { type Clock, createLoop, sleep } from '../../time.ts';
import { type NamesOfPeople, namesOfPeople } from '../common/names-of-people.ts';
import { unlessAborted } from '../common/requests.ts';
import type { Api } from './api.ts';
import { dingtalkCode, toUpstreamError } from './errors.ts';

/**
 * The configuration calls people by their staff id or by their mobile number; DingTalk speaks of staff ids alone. Who is not resolved, or
 * is meant by two of them, is a stranger.
 */
export type People = {
  /** Asks for every number once; then again from time to time in the background, until `stop`. Never rejects. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Asks for every number that was not asked for yet. */
  ask(): Promise<void>;
  /** Whether DingTalk has answered for every number, be it that it knows nobody by it. */
  isAsked(): boolean;
  /** What the configuration calls the member with this staff id; for everybody else something that it calls nobody. */
  accountOf(staffId: string): string;
  /** Undefined for a number that is not resolved (yet), and for who is meant by two accounts: a call to decide would reach one person twice. */
  staffIdOf(account: string): string | undefined;
  /** The numbers that are not resolved, with DingTalk's word for why. */
  unresolved(): { account: string; code: string }[];
  /** Accounts that mean one and the same member. */
  doubled(): string[][];
};

/** https://open.dingtalk.com/document/orgapp/query-users-by-phone-number */
const BY_MOBILE = '/topapi/v2/user/getbymobile';
const answer = z.looseObject({ result: z.looseObject({ userid: z.string().min(1) }) });

/** Somebody may change their number, or get the right to be seen: twice a day is soon enough. */
const REFRESH_MS = 12 * 3_600_000;
/** While DingTalk does not know a number, or does not tell us. */
const RETRY_MS = 5 * 60_000;
/** While it cannot be asked. */
const UNREACHABLE_RETRY_MS = 30_000;

/** How often DingTalk may fail to answer before people are heard all the same. */
const FIRST_TRIES = 5;
const FIRST_WAIT_MS = 1_000;

function isMobile(account: string): boolean {
  return account.startsWith('+');
}

/** Country codes of one and two digits; all others have three (ITU-T E.164, https://www.itu.int/pub/T-SP-E.164D). */
const SHORT_CODES = /^(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/**
 * As DingTalk writes it: without +86 in China, `+852-61234567` elsewhere
 * (https://open.dingtalk.com/document/orgapp/user-information-creation).
 */
export function dialled(account: string): string {
  const digits = account.replace(/\D/g, '');
  const code = SHORT_CODES.exec(digits)?.[0] ?? digits.slice(0, 3);
  const rest = digits.slice(code.length);
  return code === '86' ? rest : `+${code}-${rest}`;
}

export function createPeople({
  accounts,
  api,
  clock,
  log,
  requestMs,
}: {
  accounts: readonly string[];
  api: Api;
  clock: Clock;
  log: Log;
  requestMs: number;
}): People {
  const mobiles = [...new Set(accounts.filter(isMobile))];
  const staffIds = new Map<string, string>();
  let names = currentNames();
  const troubles = new Map<string, string>();
  /** Why nobody could be asked for, in DingTalk's word. */
  let trouble: string | undefined;
  const stopping = new AbortController();

  function currentNames(): NamesOfPeople {
    return namesOfPeople(accounts, (account) => (isMobile(account) ? staffIds.get(account) : account));
  }

  /** Resolves with 0, or with how long to wait before there is any use in asking for the next one. */
  async function resolve(mobile: string): Promise<number> {
    try {
      const asking = api.legacy(
        BY_MOBILE,
        { mobile: dialled(mobile) },
        AbortSignal.any([stopping.signal, AbortSignal.timeout(requestMs)]),
      );
      const said = await unlessAborted(BY_MOBILE, asking, stopping.signal);
      const found = answer.safeParse(said).data;
      if (!found) throw new UpstreamError('unknown', 'bad-answer', `POST ${BY_MOBILE} named nobody`);
      staffIds.set(mobile, found.result.userid);
      names = currentNames();
      troubles.delete(mobile);
      trouble = undefined;
      return 0;
    } catch (error) {
      const known = toUpstreamError(BY_MOBILE, error);
      // DingTalk knows the number no more: somebody else may get it. Any other trouble does not change who it was.
      if (known.code === 'person-unknown') {
        staffIds.delete(mobile);
        names = currentNames();
        troubles.set(mobile, dingtalkCode(known));
        return 0;
      }
      trouble = dingtalkCode(known);
      return known.outcome === 'rejected' ? RETRY_MS : UNREACHABLE_RETRY_MS;
    }
  }

  async function look(): Promise<number> {
    for (const mobile of mobiles) {
      const waitMs = await resolve(mobile);
      if (waitMs === 0) continue;
      log.warn({ code: trouble }, 'people of the configuration cannot be looked up in dingtalk');
      return waitMs;
    }
    const missing = mobiles.filter((mobile) => !staffIds.has(mobile)).length;
    if (missing > 0)
      log.warn({ missing }, 'people of the configuration are not found in dingtalk: see doctor');
    return missing > 0 ? RETRY_MS : REFRESH_MS;
  }

  /** Before anybody is heard: who is not resolved would be taken for a stranger. */
  async function firstLook(): Promise<number> {
    for (let tried = 1; ; tried += 1) {
      const againMs = await look();
      if (againMs !== UNREACHABLE_RETRY_MS || tried >= FIRST_TRIES) return againMs;
      await sleep(clock, FIRST_WAIT_MS, stopping.signal);
      if (stopping.signal.aborted) return againMs;
    }
  }

  const isAnswered = (mobile: string): boolean => staffIds.has(mobile) || troubles.has(mobile);

  let looking: Promise<number> | undefined;
  const loop = createLoop(
    clock,
    async () => {
      // The first look is the one that `start` waits for.
      const first = looking;
      looking = undefined;
      return await (first ?? look());
    },
    (err) => log.error({ err }, 'people of dingtalk could not be looked up'),
  );

  return {
    async start() {
      if (mobiles.length === 0 || stopping.signal.aborted) return;
      const first = firstLook();
      looking = first;
      loop.start();
      await first;
    },
    async stop() {
      stopping.abort();
      await loop.stop();
    },
    async ask() {
      for (const mobile of mobiles) {
        if (!isAnswered(mobile) && (await resolve(mobile)) > 0) return;
      }
    },
    isAsked: () => mobiles.every(isAnswered),
    accountOf: (staffId) => names.nameOf(staffId),
    staffIdOf(account) {
      if (names.isDoubled(account)) return undefined;
      return isMobile(account) ? staffIds.get(account) : account;
    },
    unresolved: () =>
      mobiles
        .filter((mobile) => !staffIds.has(mobile))
        .map((account) => ({ account, code: troubles.get(account) ?? trouble ?? 'not-asked' })),
    doubled: () => names.doubled(),
  };
}
