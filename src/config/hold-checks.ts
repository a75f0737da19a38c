import { parseInstant } from './instant.ts';
import { readMembership } from './membership.ts';
import type { Path } from './path.ts';
import { checkWho } from './policy-checks.ts';
import { entries, items, keys, member } from './raw.ts';
import type { Found } from './report.ts';
import { unknownName } from './unknown-name.ts';
import { parseWeekly } from './weekly.ts';

type Quote = (path: Path) => string;

/** Freezes and hooks name what exists, a freeze has a length, and environments come one after the other. */
export function checkHolds(value: unknown, quote: Quote): Found[] {
  const apps = entries(member(value, 'apps'));
  return [
    ...entries(member(value, 'freezes')).flatMap(([id, freeze]) => {
      const path = ['freezes', id];
      return [
        ...checkSpan(freeze, path),
        ...checkWho(member(freeze, 'except'), [...path, 'except'], readMembership(value), quote),
        ...checkPlaces(freeze, path, apps, quote),
      ];
    }),
    ...entries(member(value, 'hooks')).flatMap(([id, hook]) => {
      const path = ['hooks', id];
      const as = member(hook, 'as');
      const people = keys(member(value, 'people'));
      const strange = typeof as === 'string' && !people.includes(as);
      return [
        ...(strange ? [unknownName('person', as, [...path, 'as'], people, quote)] : []),
        ...checkPlaces(hook, path, apps, quote),
      ];
    }),
    ...apps.flatMap(([id, app]) => checkOrder(app, ['apps', id], quote)),
  ];
}

function checkSpan(freeze: unknown, path: Path): Found[] {
  const [from, until] = [member(freeze, 'from'), member(freeze, 'until')];
  if (typeof from !== 'string' || typeof until !== 'string') return [];
  const [weekly, weeklyEnd] = [parseWeekly(from), parseWeekly(until)];
  const zoned = member(freeze, 'zone') !== undefined;
  if (weekly !== undefined && weeklyEnd !== undefined) {
    const message = 'is when it begins: write a later time';
    return weekly === weeklyEnd ? [{ path: [...path, 'until'], message }] : [];
  }
  const [begin, end] = [parseInstant(from), parseInstant(until)];
  if ('problem' in begin || 'problem' in end) {
    const both = [
      weekly !== undefined || !('problem' in begin),
      weeklyEnd !== undefined || !('problem' in end),
    ];
    if (both.includes(false)) return [];
    const message = 'has another form than from: write two days or times, or two times of the week';
    return [{ path: [...path, 'until'], message }];
  }
  return [
    ...(end.at <= begin.at
      ? [{ path: [...path, 'until'], message: 'is not after from: it never holds' }]
      : []),
    ...(zoned
      ? [{ path: [...path, 'zone'], message: 'belongs to times of the week: these have their own offset' }]
      : []),
  ];
}

function checkPlaces(
  settings: unknown,
  path: Path,
  apps: readonly [string, unknown][],
  quote: Quote,
): Found[] {
  const named = member(settings, 'apps');
  const within = apps.filter(([id]) => named === undefined || items(named).includes(id));
  // Where none of them is there, that is what is wrong.
  const around = within.length > 0 ? within : apps;
  const environments = [...new Set(around.flatMap(([, app]) => keys(member(app, 'environments'))))];
  const check = (what: string, key: string, known: readonly string[]): Found[] =>
    items(member(settings, key)).flatMap((name, index) =>
      typeof name !== 'string' || known.includes(name)
        ? []
        : [unknownName(what, name, [...path, key, index], known, quote)],
    );
  const known = apps.map(([id]) => id);
  return [...check('app', 'apps', known), ...check('environment', 'environments', environments)];
}

function checkOrder(app: unknown, base: Path, quote: Quote): Found[] {
  const environments = new Map(entries(member(app, 'environments')));
  const before = (environment: unknown): unknown => {
    const after = member(environment, 'after');
    return typeof after === 'string' ? after : member(after, 'environment');
  };
  return [...environments].flatMap(([id, settings]): Found[] => {
    const after = member(settings, 'after');
    const named = before(settings);
    if (typeof named !== 'string') return [];
    const path = [...base, 'environments', id, 'after'];
    const where = typeof after === 'string' ? path : [...path, 'environment'];
    if (!environments.has(named)) {
      const known = [...environments.keys()].filter((one) => one !== id);
      return [unknownName('environment', named, where, known, quote)];
    }
    const seen = new Set([id]);
    for (let next: unknown = named; typeof next === 'string'; next = before(environments.get(next))) {
      if (seen.has(next)) {
        const message = 'leads round in a circle: nothing could ever be deployed there';
        return next === id ? [{ path: where, message }] : [];
      }
      seen.add(next);
    }
    const has = (settings: unknown): string[] => [
      ...keys(member(app, 'parameters')),
      ...keys(member(settings, 'parameters')),
    ];
    const both = has(settings).filter((one) => has(environments.get(named)).includes(one));
    return items(member(after, 'same')).flatMap((name, index) =>
      typeof name !== 'string' || both.includes(name)
        ? []
        : [unknownName('parameter', name, [...path, 'same', index], [...new Set(both)], quote)],
    );
  });
}
