import { timingSafeEqual } from 'node:crypto';
import { accountOfToken, hashOfToken } from '../../domain/api-token.ts';
import type { Directory, Person } from '../../domain/directory.ts';
import type { Account } from '../../domain/event.ts';
import { API_PLATFORM } from '../../domain/platform-ability.ts';
import type { Clock } from '../../time.ts';

/** A token as the configuration has it; `until` in milliseconds since the epoch, undefined: for ever. */
export type KnownToken = { person: string; name: string; sha256: string; until: number | undefined };

/** Who speaks: a program, in the name of a person. */
export type Program = { account: Account; person: Person };

/** https://www.rfc-editor.org/rfc/rfc6750#section-2.1 */
const BEARER = /^Bearer +([\w.~+/-]+=*) *$/i;

/**
 * Tells the program behind an `Authorization` header. Undefined for every token that does not work, whatever the reason: whoever tries tokens learns
 * nothing from the answer, nor from the time it takes.
 */
export function createPrograms(
  tokens: readonly KnownToken[],
  directory: Directory,
  clock: Clock,
): (header: string | undefined) => Program | undefined {
  const known = tokens.map((token) => ({ ...token, digest: Buffer.from(token.sha256, 'hex') }));
  return (header) => {
    const [, token] = BEARER.exec(header ?? '') ?? [];
    if (token === undefined) return undefined;
    const digest = Buffer.from(hashOfToken(token), 'hex');
    // All of them are looked at, also after the right one.
    const [found] = known.filter((one) => timingSafeEqual(one.digest, digest));
    if (found === undefined || (found.until !== undefined && found.until <= clock.now())) return undefined;
    const id = accountOfToken(found);
    const person = directory.holderOf(id);
    return person && { account: { platform: API_PLATFORM, id, name: found.name }, person };
  };
}
