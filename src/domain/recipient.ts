/** What channels know people by. */
import type { ChannelInfo, Directory, Person } from './directory.ts';
import type { Account } from './event.ts';

/** Kinds of chat at which people have accounts. Robots and webhooks call people by these; platforms of the same vendor have the same word for their `kind`. */
export const VENDORS = ['slack', 'feishu', 'dingtalk', 'wecom'] as const;

export type Vendor = (typeof VENDORS)[number];

/** Somebody who is to be notified, with what channels know people by; what is absent is not known. */
export type Recipient = {
  name: string;
  /** The vendor's id of the account, by the kind of chat: `slack`, `feishu`, `dingtalk`, `wecom`. */
  accounts: Readonly<Record<string, string>>;
  email?: string;
  /** E.164. */
  mobile?: string;
};

const BY_KIND: ReadonlyMap<string, Vendor> = new Map([
  ['slack-webhook', 'slack'],
  ['feishu-robot', 'feishu'],
  ['dingtalk-robot', 'dingtalk'],
  ['wecom', 'wecom'],
]);

/** Whose accounts a channel of this kind calls; undefined where it calls nobody by an account. */
export function vendorOf(kind: string): Vendor | undefined {
  return BY_KIND.get(kind);
}

/**
 * A person as a channel knows them. The account comes from the channel's own key, else from the word of its vendor, else from the first platform of the same vendor; a
 * number that stands there instead of an account is their mobile, and an address is nothing by which a channel calls anybody. `linked`: accounts that they have joined to themselves.
 */
export function recipientOf(
  person: Person,
  channel: Pick<ChannelInfo, 'id' | 'kind'>,
  directory: Pick<Directory, 'platforms' | 'accountOf' | 'isBarred'>,
  linked: readonly Pick<Account, 'platform' | 'id'>[] = [],
): Recipient {
  const accounts: Record<string, string> = {};
  const { email } = person;
  let { mobile } = person;
  for (const vendor of VENDORS) {
    const own = ownAccount(person, channel, vendor);
    if (own !== undefined) accounts[vendor] = own;
    for (const { id: platform, kind } of directory.platforms) {
      if (kind !== vendor) continue;
      const joined = linked.find((one) => one.platform === platform && !directory.isBarred(one));
      const account = directory.accountOf(person.id, platform) ?? joined?.id;
      if (account === undefined) continue;
      if (account.startsWith('+')) mobile ??= account;
      else if (!account.includes('@')) accounts[vendor] ??= account;
    }
  }
  return {
    name: person.name,
    accounts,
    ...(email === undefined ? {} : { email }),
    ...(mobile === undefined ? {} : { mobile }),
  };
}

function ownAccount(
  { channelAccounts = {} }: Person,
  { id, kind }: Pick<ChannelInfo, 'id' | 'kind'>,
  vendor: Vendor,
): string | undefined {
  return (vendorOf(kind) === vendor ? channelAccounts[id] : undefined) ?? channelAccounts[vendor];
}

/** The vendors name no form for other numbers than those of the mainland. */
const MAINLAND = /^\+861\d{10}$/;

/** Whether a channel of this kind can call or reach them. An event for a program names everybody. */
export function isReached({ accounts, email, mobile }: Recipient, kind: string): boolean {
  if (kind === 'email') return email !== undefined;
  const vendor = vendorOf(kind);
  if (vendor === undefined || accounts[vendor] !== undefined) return true;
  return callsByMobile(kind) && MAINLAND.test(mobile ?? '');
}

/** Whether a mobile number of the mainland will do instead of an account. */
export function callsByMobile(kind: string): boolean {
  return kind === 'dingtalk-robot' || kind === 'wecom';
}
