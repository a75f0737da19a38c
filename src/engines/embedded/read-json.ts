/** JSON that a program or an address wrote. What stands too deep in itself could be read, but neither stored nor sent on. */
import type { Json } from '../../domain/run.ts';

/** Lists and objects in each other: as many as an expression takes, and more than anybody writes. */
export const MAX_LEVELS = 500;

export type ReadJson = { kind: 'json'; value: Json } | { kind: 'none' } | { kind: 'deep' };

export function readJson(text: string): ReadJson {
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'none' };
  }
  return isDeep(value) ? { kind: 'deep' } : { kind: 'json', value };
}

/** Level by level: a function that calls itself would come to the end of the stack. */
function isDeep(value: Json): boolean {
  let level = insideOf([value]);
  for (let levels = 1; level.length > 0; levels += 1) {
    if (levels > MAX_LEVELS) return true;
    level = level.flatMap(insideOf);
  }
  return false;
}

/** The lists and objects right in a value. */
function insideOf(value: Json): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  const parts = Array.isArray(value) ? value : Object.values(value);
  return parts.filter((part) => typeof part === 'object' && part !== null);
}
