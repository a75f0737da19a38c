import { createApiToken, hashOfToken } from '../domain/api-token.ts';
import type { Clock } from '../time.ts';

/** `days`: it lasts so many full days; undefined: for ever. */
export type TokenWish = { person: string; name: string; days: number | undefined };

const DAY_MS = 86_400_000;

/** Longest life that can be asked for, in days: ten years. */
const MAX_DAYS = 3650;

/** The wish behind `greenlight token <person> <name> [--days N]`, or a sentence that says what is wrong with it. */
export function readTokenWish(words: readonly string[], days: string | undefined): TokenWish | string {
  const [person, name] = words;
  if (person === undefined || name === undefined || words.length > 2)
    return 'A token needs a person and a name: greenlight token ben ci. Put a name of several words in quotes.';
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(person))
    return `“${person}” is not spelled like a person of greenlight.yaml: lower-case letters, digits and single hyphens.`;
  if (name.trim() === '' || name.length > 100 || /\p{Cc}/u.test(name))
    return 'The name of a token is one line of at most 100 characters.';
  const count = days === undefined ? undefined : Number(days);
  if (days !== undefined && !(/^\d+$/.test(days) && Number(days) >= 1 && Number(days) <= MAX_DAYS))
    return `“${days}” is not a number of days from 1 to ${MAX_DAYS}.`;
  return { person, name, days: count };
}

/** Prints a fresh token, once, and what greenlight.yaml has to say of it. Reads nothing and stores nothing. */
export function printToken({ person, name, days }: TokenWish, clock: Clock): void {
  const token = createApiToken();
  // Ends with a day, and not before the last one is full.
  const ends = days === undefined ? undefined : Math.ceil(clock.now() / DAY_MS + days) * DAY_MS;
  const until = ends === undefined ? '' : `, until: ${new Date(ends).toISOString().slice(0, 10)}`;
  process.stdout.write(`${token}

Keep it where secrets are kept: it is not stored and never shown again. Whoever has it acts as ${person}.
greenlight.yaml gets its SHA-256, under people, and the server a restart:

  ${person}:
    tokens:
      - { name: ${written(name)}, sha256: ${hashOfToken(token)}${until} }
`);
}

/** Quoted for YAML; `${` is doubled, or the configuration would look for a variable. */
function written(name: string): string {
  return JSON.stringify(name).replaceAll('${', () => '$${');
}
