/** What a run sets: `context.…` and `steps.<name>.properties.…` of a template, `components.<name>.properties.…` of an Application too. */
import type { Json } from '../../../domain/run.ts';
import { UserError } from '../../../errors.ts';
import { problemData, type Told, tell } from '../../common/told.ts';
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
      throw new UserError('engine.bad-parameter-path', { workflow, path: sets, ...problemData(set.problem) });
    result = set;
  }
  return result;
}

/** Why `sets` can name no place in a run of this kind, whatever it holds; undefined when it may. */
export function shapeProblem(sets: string, kind: 'Workflow' | 'Application'): Told | undefined {
  const path = parsePath(sets);
  if ('problem' in path) return path.problem;
  const [root, name, part] = path;
  if (root === 'context') {
    if (kind === 'Application') return tell('application-context');
    return typeof name === 'string' ? undefined : tell('context-then-name');
  }
  const roots = kind === 'Application' ? ['components', 'steps'] : ['steps'];
  if (typeof root !== 'string' || !roots.includes(root))
    return tell(kind === 'Application' ? 'application-root' : 'workflow-root');
  return part === 'properties' && path.length > 3
    ? undefined
    : tell('then-properties', { place: `${root}.${String(name)}` });
}

function withOne(settable: Settable, sets: string, value: Json): Settable | { problem: Told } {
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
  if (set === undefined) return { problem: missing(key, String(name), settable[key] ?? []) };
  return 'problem' in set ? set : { ...settable, [key]: set.list };
}

/** In the item of this name, or in the sub-step. */
function inNamed(
  list: readonly Json[],
  name: string,
  path: readonly (string | number)[],
  value: Json,
): { list: Json[] } | { problem: Told } | undefined {
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

function missing(key: 'components' | 'steps', name: string, all: readonly Json[]): Told {
  const names = all.flatMap((item) => {
    if (!isData(item)) return [];
    const subs = Array.isArray(item['subSteps']) ? item['subSteps'] : [];
    return [item, ...subs].flatMap((one) =>
      isData(one) && typeof one['name'] === 'string' ? [one['name']] : [],
    );
  });
  if (names.length === 0) return tell(`${key}-missing`, { name });
  const code = key === 'components' ? 'component-missing' : 'step-missing';
  return tell(code, { name, known: names.join(', ') });
}
