import type { Json } from '../../../domain/run.ts';
import { type Told, tell } from '../../common/told.ts';

type Path = readonly (string | number)[];
type Sets = readonly [string, string, ...Path];

/** `parameters.version`, `inputs.deploy.service_list[0].image_name`; undefined for anything else. */
export function parsePath(sets: string): Sets | undefined {
  const parts = sets.split('.').flatMap((part): (string | number | undefined)[] => {
    const [, name = '', indices = ''] = /^([^[\]]+)((?:\[\d{1,4}\])*)$/.exec(part) ?? [];
    if (name === '' || name === '__proto__') return [undefined];
    return [name, ...[...indices.matchAll(/\d+/g)].map(([index]) => Number(index))];
  });
  const path = parts.flatMap((part) => part ?? []);
  if (path.length !== parts.length) return undefined;
  const [root, name, ...rest] = path;
  if (typeof name !== 'string') return undefined;
  if (root === 'parameters' || (root === 'inputs' && rest.length > 0)) return [root, name, ...rest];
  return undefined;
}

/** `root` stays as it is; objects on the way are made, lists grow by one at most. */
export function withValueAt(
  root: Json | undefined,
  path: Path,
  value: Json,
): { value: Json } | { problem: Told } {
  const [part, ...rest] = path;
  if (part === undefined) return { value };
  if (typeof part === 'number') {
    if (root !== undefined && !Array.isArray(root)) return { problem: tell('zadig-list', { part }) };
    const list = root ?? [];
    if (part > list.length) return { problem: tell('zadig-list-end', { last: list.length - 1 }) };
    const inner = withValueAt(list[part], rest, value);
    return 'problem' in inner ? inner : { value: list.toSpliced(part, 1, inner.value) };
  }
  if (root !== undefined && (root === null || typeof root !== 'object' || Array.isArray(root)))
    return { problem: tell('zadig-name', { part }) };
  const inner = withValueAt(root?.[part], rest, value);
  return 'problem' in inner ? inner : { value: { ...root, [part]: inner.value } };
}
