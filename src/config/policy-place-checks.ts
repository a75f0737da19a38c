import type { Path } from './path.ts';
import { policyNames } from './policy-checks.ts';
import { entries, member } from './raw.ts';
import type { Found } from './report.ts';
import { unknownName } from './unknown-name.ts';

type Quote = (path: Path) => string;

/** The places that name a policy: it must exist, and no two of them may say something about the same gate with the same right. */
export function checkPolicyPlaces(value: unknown, quote: Quote): Found[] {
  const known = policyNames(value);
  const problems: Found[] = [];
  const check = (name: unknown, path: Path): void => {
    if (typeof name === 'string' && !known.includes(name))
      problems.push(unknownName('policy', name, path, known, quote));
  };
  const checkPlace = (settings: unknown, path: Path): void => {
    check(member(settings, 'policy'), [...path, 'policy']);
    const steps = entries(member(settings, 'steps'));
    for (const [step, name] of steps) check(name, [...path, 'steps', step]);
    problems.push(...checkSameGate(steps, [...path, 'steps']));
  };
  check(member(value, 'policy'), ['policy']);
  for (const [workflow, settings] of entries(member(value, 'workflows')))
    check(member(settings, 'policy'), ['workflows', workflow, 'policy']);
  for (const [name, app] of entries(member(value, 'apps'))) {
    checkPlace(app, ['apps', name]);
    for (const [environment, settings] of entries(member(app, 'environments'))) {
      const path = ['apps', name, 'environments', environment];
      checkPlace(settings, path);
      if (member(settings, 'policy') === undefined || member(settings, 'approvers') === undefined) continue;
      const message = 'stands beside approvers, which are a policy themselves: keep one of the two';
      problems.push({ path: [...path, 'policy'], message });
    }
  }
  return problems;
}

/** A step's name fits every path that ends in it, so it and such a path are two rules of equal weight for one gate. */
function checkSameGate(steps: readonly [string, unknown][], base: Path): Found[] {
  const names = steps.map(([step]) => step);
  return names.flatMap((path): Found[] => {
    const last = path.split('/').at(-1);
    if (last === undefined || last === path || !names.includes(last)) return [];
    const message = `is the gate that the step ${last} means too: keep one of the two`;
    return [{ path: [...base, path], message }];
  });
}
