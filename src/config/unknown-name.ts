import type { Path } from './path.ts';
import type { Found } from './report.ts';
import { suggestion } from './suggest.ts';

const PLURALS: Readonly<Record<string, string>> = {
  person: 'people',
  'person or group': 'people',
  'platform or channel': 'platforms',
  policy: 'policies',
};

/** A name that the file uses but nowhere makes. `quote` gives the text at a path as it was written, without the value of any variable. */
export function unknownName(
  what: string,
  word: string,
  path: Path,
  names: readonly string[],
  quote: (path: Path) => string,
): Found {
  const plural = PLURALS[what] ?? `${what}s`;
  const tail = suggestion(word, names, `the file has no ${plural}: add one under ${plural}`);
  return { path, message: `there is no ${what} "${quote(path)}"${tail}` };
}
