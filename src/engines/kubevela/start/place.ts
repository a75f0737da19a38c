/** Where a parameter's value goes in a template or an Application: set as data, never as text. */
import type { Json } from '../../../domain/run.ts';
import { type Told, tell } from '../../common/told.ts';

export type Data = { [key: string]: Json };

type Path = readonly (string | number)[];

const PART = /^(?:\.?([^.[\]"\s]+)|\[(\d{1,4})\]|\["([^"\\]+)"\])/;
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** The parts of `a.b[0]["c.d"]`, or the reason why it has none. */
export function parsePath(text: string): Path | { problem: Told } {
  const parts: (string | number)[] = [];
  let rest = text;
  while (rest !== '') {
    const [whole, name, index, quoted] = PART.exec(rest) ?? [];
    if (whole === undefined) return { problem: tell('path-none', { text }) };
    const part = index === undefined ? (name ?? quoted ?? '') : Number(index);
    if (FORBIDDEN.has(String(part))) return { problem: tell('path-barred', { text, part }) };
    parts.push(part);
    rest = rest.slice(whole.length);
  }
  return parts.length === 0 ? { problem: tell('path-empty') } : parts;
}

/** A copy of `root` with the value at the path. Missing objects are made, a list grows by one at its end. */
export function withValueAt(
  root: Json | undefined,
  path: Path,
  value: Json,
): { root: Json } | { problem: Told } {
  const [part, ...rest] = path;
  if (part === undefined) return { root: value };
  if (typeof part === 'number') {
    const list = root ?? [];
    if (!Array.isArray(list)) return { problem: tell('no-list', { part }) };
    if (part > list.length) return { problem: tell('past-end', { part, length: list.length }) };
    const inner = withValueAt(list[part], rest, value);
    if ('problem' in inner) return inner;
    return { root: part === list.length ? [...list, inner.root] : list.with(part, inner.root) };
  }
  const object = root ?? {};
  if (!isData(object)) return { problem: tell('no-object', { part }) };
  const inner = withValueAt(Object.hasOwn(object, part) ? object[part] : undefined, rest, value);
  return 'problem' in inner ? inner : { root: { ...object, [part]: inner.root } };
}

export function isData(value: Json | undefined): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
