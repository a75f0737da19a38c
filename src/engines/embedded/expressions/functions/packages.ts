/** The packages that may be imported. */
import { nearest } from '../../../../domain/nearest.ts';
import { Refusal } from '../refusal.ts';
import { BASE_64 } from './base64.ts';
import { BUILTINS } from './builtins.ts';
import { JSON_PACKAGE } from './json.ts';
import { LIST } from './list.ts';
import { MATH } from './math.ts';
import { REGEXP } from './regexp.ts';
import type { Fn } from './signature.ts';
import { STRCONV } from './strconv.ts';
import { STRINGS } from './strings.ts';

const PACKAGES: Readonly<Record<string, Readonly<Record<string, Fn>>>> = {
  strings: STRINGS,
  strconv: STRCONV,
  'encoding/json': JSON_PACKAGE,
  'encoding/base64': BASE_64,
  list: LIST,
  math: MATH,
  regexp: REGEXP,
};

/** Functions of other languages, and what is meant by them here. */
const FOREIGN: Readonly<Record<string, string>> = {
  size: 'len(x) is the length',
  has: 'x != _|_ asks whether there is a value',
  string: '"\\(x)" makes a text of a number',
  int: 'strconv.Atoi(x) makes a whole number of a text',
};

/** The path of the package that is imported by this name, where there is one. */
export function packagePath(name: string): string | undefined {
  return Object.keys(PACKAGES).find((path) => path === name || path.endsWith(`/${name}`));
}

export function missingImport(path: string): string {
  return `"${path.slice(path.lastIndexOf('/') + 1)}" is a package: write import "${path}" on a line before the expression`;
}

/** Throws `Refusal`. */
export function packageAt(path: string): Readonly<Record<string, Fn>> {
  const found = Object.hasOwn(PACKAGES, path) ? PACKAGES[path] : undefined;
  if (found !== undefined) return found;
  throw new Refusal(
    `the package "${path}" cannot be imported here; ${Object.keys(PACKAGES).join(', ')} can, and "exec" or another step does what they cannot`,
  );
}

/** Throws `Refusal`. */
export function builtin(name: string): Fn {
  const found = Object.hasOwn(BUILTINS, name) ? BUILTINS[name] : undefined;
  if (found !== undefined) return found;
  const hint = FOREIGN[name] ?? `without import there are ${Object.keys(BUILTINS).join(', ')}`;
  throw new Refusal(`there are no functions named ${name} here: ${hint}`);
}

/** Throws `Refusal`. */
export function functionOf(path: string, name: string): Fn {
  const functions = packageAt(path);
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (found !== undefined) return found;
  const meant = nearest(name, Object.keys(functions));
  const hint = meant === undefined ? '' : `did you mean "${meant}"? `;
  throw new Refusal(
    `the package "${path}" has no function "${name}" here: ${hint}it has ${Object.keys(functions).join(', ')}`,
  );
}
