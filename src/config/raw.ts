import type { Path } from './path.ts';

/** Reading of values whose shape is not yet known to be right: what does not fit is as good as absent (the shape check reports it). */

export function entries(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

export function items(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function member(value: unknown, key: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return Reflect.get(value, key);
}

export function keys(value: unknown): string[] {
  return entries(value).map(([key]) => key);
}

export function at(value: unknown, path: Path): unknown {
  let inner = value;
  for (const part of path) inner = member(inner, part);
  return inner;
}
