import { resolve } from 'node:path';
import { entries, member } from './raw.ts';
import type { Found } from './report.ts';

/**
 * Each embedded engine has a data folder of its own: it takes what it finds there for its own, and takes away what it does not know. `directory`:
 * where relative paths begin.
 */
export function checkDataFolders(value: unknown, directory: string): Found[] {
  const owners = new Map<string, string>();
  return entries(member(value, 'engines')).flatMap(([id, engine]): Found[] => {
    if (member(engine, 'kind') !== 'embedded') return [];
    const data = member(engine, 'data') ?? `data/${id}`;
    if (typeof data !== 'string') return [];
    const folder = resolve(directory, data);
    const owner = owners.get(folder);
    owners.set(folder, owner ?? id);
    if (owner === undefined) return [];
    const message = `is the data folder of ${owner} too: each engine needs one of its own`;
    return [{ path: ['engines', id, 'data'], message }];
  });
}
