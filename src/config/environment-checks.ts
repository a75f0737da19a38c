import type { Path } from './path.ts';
import { entries, items, keys, member } from './raw.ts';
import type { Found } from './report.ts';
import { unknownName } from './unknown-name.ts';

/** What only a step that waits could mean; the steps that targets make never wait. */
const FOR_GATES = ['approvers', 'policy', 'steps'] as const;

/** Each environment has a workflow, or the targets that its workflow is made from. */
export function checkEnvironments(value: unknown, quote: (path: Path) => string): Found[] {
  const problems: Found[] = [];
  for (const [name, app] of entries(member(value, 'apps'))) {
    const engine = member(app, 'engine');
    const targets = typeof engine === 'string' ? member(member(value, 'engines'), engine) : undefined;
    for (const [environment, settings] of entries(member(app, 'environments'))) {
      const path = ['apps', name, 'environments', environment];
      if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) continue;
      problems.push(...checkOne(settings, path, environment, member(targets, 'targets'), quote));
    }
  }
  return problems;
}

function checkOne(
  settings: object,
  path: Path,
  environment: string,
  known: unknown,
  quote: (path: Path) => string,
): Found[] {
  const named = member(settings, 'targets');
  if (named === undefined) {
    if (member(settings, 'workflow') !== undefined) return [];
    const message =
      'has neither workflow nor targets: name the workflow that deploys here, or the targets that one is made from';
    return [{ path, message }];
  }
  const where = [...path, 'targets'];
  if (member(settings, 'workflow') !== undefined)
    return [
      { path: where, message: 'are for an environment without a workflow, whose own says where: keep one' },
    ];
  const gates = FOR_GATES.filter((key) => member(settings, key) !== undefined).map((key): Found => {
    const message =
      'has no effect: the workflow that is made from targets asks nobody. Write one with a suspend step and name it as workflow';
    return { path: [...path, key], message };
  });
  const seen = new Set<string>();
  const wrong = items(named).flatMap((target, index): Found[] => {
    if (typeof target !== 'string') return [];
    const at = [...where, index];
    if (seen.has(target)) return [{ path: at, message: 'is there twice' }];
    seen.add(target);
    if (!keys(known).includes(target)) return [unknownName('target', target, at, keys(known), quote)];
    const only = member(member(known, target), 'environments');
    if (only === undefined || items(only).includes(environment)) return [];
    return [{ path: at, message: `is not for ${environment}: its environments name others` }];
  });
  return [...gates, ...wrong];
}
