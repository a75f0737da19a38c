import type { Path } from './path.ts';
import { entries, items, keys, member } from './raw.ts';
import type { Found } from './report.ts';
import { suggestion } from './suggest.ts';

/** Headers that belong to the connection, not to the operator. */
const OWN_HEADERS = ['connection', 'content-length', 'host', 'transfer-encoding'];

/** Targets of embedded engines: either a command or a url, and for each component exactly one that takes it. */
export function checkTargets(value: unknown, quote: (path: Path) => string): Found[] {
  const problems: Found[] = [];
  for (const [engine, settings] of entries(member(value, 'engines'))) {
    const environments = environmentsOn(value, engine);
    const taken = new Map<string, Taker[]>();
    for (const [name, target] of entries(member(settings, 'targets'))) {
      const path = ['engines', engine, 'targets', name];
      checkKind(target, path, problems);
      for (const [index, environment] of items(member(target, 'environments')).entries()) {
        if (
          typeof environment !== 'string' ||
          environments.length === 0 ||
          environments.includes(environment)
        )
          continue;
        const where = [...path, 'environments', index];
        const near = suggestion(environment, environments, '');
        problems.push({
          path: where,
          message: `no app on this engine has an environment "${quote(where)}"${near}`,
        });
      }
      checkTakes(target, name, path, taken, problems, (environment, other) =>
        isApart(value, engine, environment, [name, other]),
      );
    }
  }
  return problems;
}

function environmentsOn(value: unknown, engine: string): string[] {
  const apps = entries(member(value, 'apps')).filter(([, app]) => member(app, 'engine') === engine);
  return [...new Set(apps.flatMap(([, app]) => keys(member(app, 'environments'))))];
}

function checkKind(target: unknown, path: Path, problems: Found[]): void {
  if (typeof target !== 'object' || target === null || Array.isArray(target)) return;
  const command = member(target, 'command') !== undefined;
  const url = member(target, 'url') !== undefined;
  if (command && url) problems.push({ path, message: 'has both command and url: keep one' });
  if (!command && !url) problems.push({ path, message: 'has neither command nor url: write one' });
  const strange = command ? ['headers'] : ['cwd', 'environment'];
  for (const key of command === url ? [] : strange) {
    if (member(target, key) === undefined) continue;
    problems.push({
      path: [...path, key],
      message: `belongs to a ${command ? 'url' : 'command'}, which this target has not`,
    });
  }
  const program = items(member(target, 'command'))[0];
  if (typeof program === 'string' && /\s/.test(program) && items(member(target, 'command')).length === 1) {
    const message =
      'has a space: no shell reads this, so write the program and each argument as an item of its own';
    problems.push({ path: [...path, 'command', 0], message });
  }
  const seen = new Set<string>();
  for (const [header] of entries(member(target, 'headers'))) {
    const where = [...path, 'headers', header];
    const lower = header.toLowerCase();
    if (OWN_HEADERS.includes(lower))
      problems.push({ path: where, message: 'is set by the connection: leave it out' });
    if (seen.has(lower))
      problems.push({ path: where, message: 'is there twice: headers do not tell capitals apart' });
    seen.add(lower);
  }
}

/** Every environment of the name says in `targets` which of them it means. */
function isApart(value: unknown, engine: string, environment: string, names: readonly string[]): boolean {
  const apps = entries(member(value, 'apps')).filter(([, app]) => member(app, 'engine') === engine);
  const all = apps.flatMap(([, app]) => member(member(app, 'environments'), environment) ?? []);
  return (
    all.length > 0 && all.every((one) => names.every((name) => items(member(one, 'targets')).includes(name)))
  );
}

/** What a target says of its places, as the engine reads it. */
const PLACES = ['topologies', 'clusters', 'namespaces'];

/** Both say the same of their places: one of them would never get what the other one takes. */
function shareAPlace(one: unknown, other: unknown): boolean {
  return PLACES.every((key) => {
    const [here, there] = [member(one, key), member(other, key)];
    if (here === undefined || there === undefined) return here === there;
    return items(here).some((name) => items(there).includes(name));
  });
}

type Taker = { name: string; target: unknown };

/** Two targets may take one type only for different environments or places, or one of them for the rest, unless the environments name both. */
function checkTakes(
  target: unknown,
  name: string,
  path: Path,
  taken: Map<string, Taker[]>,
  problems: Found[],
  isApart: (environment: string, other: string) => boolean,
): void {
  const named = member(target, 'environments');
  const environments = named === undefined ? [''] : items(named).filter((one) => typeof one === 'string');
  for (const [index, type] of items(member(target, 'takes')).entries()) {
    if (typeof type !== 'string') continue;
    for (const environment of environments) {
      const key = `${environment}\n${type}`;
      const others = taken.get(key) ?? [];
      taken.set(key, [...others, { name, target }]);
      const other = others.find(
        (one) => shareAPlace(target, one.target) && (environment === '' || !isApart(environment, one.name)),
      );
      if (other === undefined) continue;
      const which = environment === '' ? '' : ' in the same environment';
      const message = `target ${other.name} takes this type${which} too: only one may; say which environments, clusters or namespaces each is for`;
      problems.push({ path: [...path, 'takes', index], message });
      break;
    }
  }
}
