import type { Lookup } from './environment.ts';
import type { Path } from './path.ts';
import type { Found } from './report.ts';

/** `$${` (written out as `${`), `${NAME}`, or a `${` that is neither. */
const REFERENCE = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)\}|\$\{/g;

type Substituted = { value: unknown; problems: Found[] };

/**
 * Puts the environment's values into the strings of a parsed file. It works on values, after parsing: whatever a variable holds
 * stays inside its one string and can never become a key, a list or a second entry. Keys are left as they are.
 */
export function substitute(value: unknown, lookup: Lookup): Substituted {
  const problems: Found[] = [];
  return { value: walk(value, [], lookup, problems), problems };
}

function walk(value: unknown, path: Path, lookup: Lookup, problems: Found[]): unknown {
  if (typeof value === 'string') return substituteText(value, path, lookup, problems);
  if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index], lookup, problems));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, walk(inner, [...path, key], lookup, problems)]),
  );
}

function substituteText(text: string, path: Path, lookup: Lookup, problems: Found[]): string {
  return text.replace(REFERENCE, (match: string, name: string | undefined) => {
    if (match === '$${') return '${';
    if (name === undefined) {
      const message =
        'has a ${ without a variable name and }: write ${NAME}, or $${ for the two characters themselves';
      problems.push({ path, message });
      return match;
    }
    const found = lookup(name);
    if (found.kind === 'value') return found.value;
    const message =
      found.kind === 'bad'
        ? found.problem
        : `the variable ${name} is not set: set ${name}, or ${name}_FILE to the path of a file that holds it`;
    problems.push({ path, message });
    return match;
  });
}
