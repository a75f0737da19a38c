/** Paths into data, as in `a.b[0]["c.d"]`: of `parameterKey`, of `from`, and of what an app's parameters set. */
import type { Json } from '../../../domain/run.ts';
import { type Told, tell } from '../../common/told.ts';

export type Path = readonly (string | number)[];

const PART = /^(?:\.?([^.[\]"\s]+)|\[(\d{1,4})\]|\["((?:[^"\\]|\\.)*)"\])/;

/** The parts of a path, or the reason why it is none. */
export function parsePath(text: string): Path | { problem: Told } {
  const parts: (string | number)[] = [];
  let rest = text.trim();
  if (rest === '' || rest.startsWith('.')) return { problem: tell('path-none', { text }) };
  while (rest !== '') {
    const match = PART.exec(rest);
    if (match === null) return { problem: tell('path-none-at', { text, rest }) };
    const [whole, name, index, quoted] = match;
    const part = index === undefined ? (name ?? unquote(quoted ?? '')) : Number(index);
    if (part === '__proto__') return { problem: tell('path-barred', { text, part }) };
    parts.push(part);
    rest = rest.slice(whole.length);
  }
  return parts;
}

function unquote(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}

/** The value at `path`; undefined when it is not there. */
export function valueAt(root: Json | undefined, path: Path): Json | undefined {
  let value = root;
  for (const part of path) {
    if (Array.isArray(value)) value = typeof part === 'number' ? value[part] : undefined;
    else if (isObject(value))
      value = typeof part === 'string' && Object.hasOwn(value, part) ? value[part] : undefined;
    else return undefined;
  }
  return value;
}

/**
 * A copy of `root` with `value` at `path`; nothing of `root` is changed. Missing objects are created, a list grows by one at its end.
 * Returns a reason when something that is no object or list stands in the way.
 */
export function withValueAt(
  root: Json | undefined,
  path: Path,
  value: Json,
): { root: Json } | { problem: Told } {
  const [part, ...rest] = path;
  if (part === undefined) return { root: value };
  if (part === '__proto__') return { problem: tell('part-barred', { part }) };
  if (typeof part === 'number') {
    const list = root ?? [];
    if (!Array.isArray(list)) return { problem: tell('no-list', { part }) };
    if (part > list.length) return { problem: tell('past-end', { part, length: list.length }) };
    const inner = withValueAt(list[part], rest, value);
    return 'problem' in inner
      ? inner
      : { root: part === list.length ? [...list, inner.root] : list.with(part, inner.root) };
  }
  const object = root ?? {};
  if (!isObject(object)) return { problem: tell('no-object', { part }) };
  const inner = withValueAt(Object.hasOwn(object, part) ? object[part] : undefined, rest, value);
  return 'problem' in inner ? inner : { root: { ...object, [part]: inner.root } };
}

export function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
