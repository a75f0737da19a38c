import { parseInstant } from './instant.ts';
import type { Path } from './path.ts';
import { entries, items, keys, member } from './raw.ts';
import type { Found } from './report.ts';
import { unknownName } from './unknown-name.ts';

/** Out of office and tokens. */
export function checkPeople(value: unknown, quote: (path: Path) => string): Found[] {
  const people = member(value, 'people');
  const known = keys(people);
  const owners = new Map<string, string>();
  return entries(people).flatMap(([person, settings]) => {
    const path = ['people', person];
    return [
      ...checkAway(person, member(settings, 'away'), [...path, 'away'], known, quote),
      ...checkTokens(person, member(settings, 'tokens'), [...path, 'tokens'], owners),
    ];
  });
}

function checkAway(
  person: string,
  away: unknown,
  path: Path,
  known: readonly string[],
  quote: (path: Path) => string,
): Found[] {
  const problems: Found[] = [];
  const from = instantAt(member(away, 'from'));
  const until = instantAt(member(away, 'until'));
  if (from !== undefined && until !== undefined && until <= from) {
    const message = 'is not after from: until is the day on which they are back';
    problems.push({ path: [...path, 'until'], message });
  }
  const delegate = member(away, 'delegate');
  if (delegate === person) {
    problems.push({ path: [...path, 'delegate'], message: 'is the same person: name another one' });
  } else if (typeof delegate === 'string' && !known.includes(delegate)) {
    problems.push(unknownName('person', delegate, [...path, 'delegate'], known, quote));
  }
  return problems;
}

function instantAt(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined;
  const parsed = parseInstant(text);
  return 'problem' in parsed ? undefined : parsed.at;
}

/** `owners`: hash → whose token it is. No message shows a hash. */
function checkTokens(person: string, tokens: unknown, base: Path, owners: Map<string, string>): Found[] {
  const problems: Found[] = [];
  const names = new Set<string>();
  for (const [index, token] of items(tokens).entries()) {
    const name = member(token, 'name');
    if (typeof name === 'string' && names.has(name)) {
      const message = 'is the name of another token of this person: the audit could not tell them apart';
      problems.push({ path: [...base, index, 'name'], message });
    }
    if (typeof name === 'string') names.add(name);
    const hash = member(token, 'sha256');
    if (typeof hash !== 'string') continue;
    const owner = owners.get(hash.toLowerCase());
    if (owner === undefined) owners.set(hash.toLowerCase(), person);
    else {
      const message = `is a token of ${owner} already: one token belongs to one person and stands once`;
      problems.push({ path: [...base, index, 'sha256'], message });
    }
  }
  return problems;
}
