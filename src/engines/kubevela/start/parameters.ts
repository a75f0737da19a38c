/** What a run sets: `context.…` and `steps.<name>.properties.…` of a template, `components.<name>.properties.…` of an Application too. */
import type { Json } from '../../../domain/run.ts';
import { UserError } from '../../../errors.ts';
import { type Data, isData, parsePath, withValueAt } from './place.ts';

export type Parameter = { sets: string; value: Json };

/** Data of a run: the context and the steps, as they stand in its spec; an Application's have no context. */
export type Settable = { context?: Data; steps: Json[]; components?: Json[] };

/** `settable` stays as it is. Throws `UserError` `engine.bad-parameter-path`. */
export function withParameters(
  workflow: string,
  settable: Settable,
  parameters: readonly Parameter[],
): Settable {
  let result = settable;
  for (const { sets, value } of parameters) {
    const set = withOne(result, sets, value);
    if ('problem' in set)
      throw new UserError('engine.bad-parameter-path', { workflow, path: sets, problem: set.problem });
    result = set;
  }
  return result;
}

/** Why `sets` can name no place in a run of this kind, whatever it holds; undefined when it may. */
export function shapeProblem(sets: string, kind: 'Workflow' | 'Application'): string | undefined {
  const path = parsePath(sets);
  if ('problem' in path) return path.problem;
  const [root, name, part] = path;
  if (root === 'context') {
    if (kind === 'Application') return 'an Application has no context: set components.<name>.properties.…';
    return typeof name === 'string' ? undefined : 'after context comes a name';
  }
  const roots = kind === 'Application' ? ['components', 'steps'] : ['steps'];
  if (typeof root !== 'string' || !roots.includes(root)) {
    const known =
      kind === 'Application'
        ? 'components.<name>.properties or steps.<name>.properties'
        : 'context or steps.<name>.properties';
    return `it must begin with ${known}`;
  }
  return part === 'properties' && path.length > 3
    ? undefined
    : `after ${root}.${String(name)} comes properties with a path into them`;
}

function withOne(settable: Settable, sets: string, value: Json): Settable | { problem: string } {
  const problem = shapeProblem(sets, settable.components === undefined ? 'Workflow' : 'Application');
  if (problem !== undefined) return { problem };
  const path = parsePath(sets);
  if ('problem' in path) return path;
  const [root, name, ...rest] = path;
  if (root === 'context') {
    const set = withValueAt(settable.context, path.slice(1), value);
    return 'problem' in set ? set : { ...settable, ...(isData(set.root) ? { context: set.root } : {}) };
  }
  const key = root === 'components' ? 'components' : 'steps';
  const set = inNamed(settable[key] ?? [], String(name), rest, value);
  if (set === undefined)
    return {
      problem: `there is no ${root === 'components' ? 'component' : 'step'} "${name}" (${listed(settable[key] ?? [])})`,
    };
  return 'problem' in set ? set : { ...settable, [key]: set.list };
}

/** In the item of this name, or in the sub-step. */
function inNamed(
  list: readonly Json[],
  name: string,
  path: readonly (string | number)[],
  value: Json,
): { list: Json[] } | { problem: string } | undefined {
  for (const [index, item] of list.entries()) {
    if (!isData(item)) continue;
    if (item['name'] === name) {
      const set = withValueAt(item, path, value);
      return 'problem' in set ? set : { list: [...list].with(index, set.root) };
    }
    const inner = Array.isArray(item['subSteps']) ? inNamed(item['subSteps'], name, path, value) : undefined;
    if (inner === undefined) continue;
    return 'problem' in inner ? inner : { list: [...list].with(index, { ...item, subSteps: inner.list }) };
  }
  return undefined;
}

function listed(all: readonly Json[]): string {
  const names = all.flatMap((item) => {
    if (!isData(item)) return [];
    const subs = Array.isArray(item['subSteps']) ? item['subSteps'] : [];
    return [item, ...subs].flatMap((one) =>
      isData(one) && typeof one['name'] === 'string' ? [one['name']] : [],
    );
  });
  return names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
}
