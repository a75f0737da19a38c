import type { Recipient } from '../../domain/recipient.ts';

/** How the Chinese robots know people. */
export type IdOrMobile = `${'id' | 'mobile'}:${string}`;

/** The vendor's id where it is one by `pattern`, else the number: of the mainland and without its country code, for they name no form for others. */
export function idOrMobile(
  id: string | undefined,
  pattern: RegExp,
  { mobile }: Recipient,
): IdOrMobile | undefined {
  if (id !== undefined && pattern.test(id)) return `id:${id}`;
  const number = /^\+86(1\d{10})$/.exec(mobile ?? '')?.[1];
  return number === undefined ? undefined : `mobile:${number}`;
}

export function split(accounts: readonly IdOrMobile[]): { ids: string[]; mobiles: string[] } {
  const some = (kind: 'id' | 'mobile'): string[] =>
    accounts.filter((one) => one.startsWith(`${kind}:`)).map((one) => one.slice(kind.length + 1));
  return { ids: some('id'), mobiles: some('mobile') };
}
