import type { Path } from './path.ts';
import { createPattern, type Pattern } from './pattern.ts';
import { entries, member } from './raw.ts';
import type { Found } from './report.ts';
import { MAX_PARAMETER_VALUE } from './schema.ts';

/** Names, list positions and quoted names: `components.shop.properties.ports[0].port`, `context.labels["a.b/c"]`. What the engine makes of it is its affair. */
const SETS = /^[^.[\]"\s]+(\.[^.[\]"\s]+|\[\d{1,4}\]|\["[^"\\]+"\])*$/u;

/** Members of every JavaScript object: a value must never land there. */
const FORBIDDEN = /(^|[."])(__proto__|constructor|prototype)([."[]|$)/;

/** Patterns, defaults and the places that values go to. */
export function checkParameters(value: unknown): Found[] {
  const problems: Found[] = [];
  for (const [name, app] of entries(member(value, 'apps'))) {
    const path = ['apps', name, 'parameters'];
    const own = member(app, 'parameters');
    checkSet(own, path, problems);
    checkTwice(own, undefined, path, problems);
    for (const [environment, settings] of entries(member(app, 'environments'))) {
      const inner = ['apps', name, 'environments', environment, 'parameters'];
      checkSet(member(settings, 'parameters'), inner, problems);
      checkTwice(member(settings, 'parameters'), own, inner, problems);
    }
  }
  return problems;
}

function checkSet(parameters: unknown, base: Path, problems: Found[]): void {
  for (const [name, parameter] of entries(parameters)) {
    const path = [...base, name];
    const sets = member(parameter, 'sets');
    if (typeof sets === 'string' && (!SETS.test(sets) || FORBIDDEN.test(sets))) {
      const message =
        'must be names with dots between them, such as components.shop.properties.image or inputs[0]';
      problems.push({ path: [...path, 'sets'], message });
    }
    const type = member(parameter, 'type') ?? 'string';
    const pattern = checkPattern(member(parameter, 'pattern'), type, path, problems);
    if (member(parameter, 'required') === true && member(parameter, 'default') !== undefined) {
      const message =
        'cannot be true beside a default, which stands in when the command gives none: keep one';
      problems.push({ path: [...path, 'required'], message });
    }
    checkDefault(member(parameter, 'default'), type, pattern, path, problems);
  }
}

function checkPattern(source: unknown, type: unknown, path: Path, problems: Found[]): Pattern | undefined {
  if (typeof source !== 'string' || source === '') return undefined;
  const where = [...path, 'pattern'];
  if (type === 'number' || type === 'boolean') {
    problems.push({ path: where, message: `is for type string only: a ${type} is checked by itself` });
    return undefined;
  }
  try {
    return createPattern(source);
  } catch (error) {
    const reason =
      error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error);
    const message = `is not a regular expression that can be used here (${reason}). The syntax is RE2's: no look-around, no back-references`;
    problems.push({ path: where, message });
    return undefined;
  }
}

function checkDefault(
  value: unknown,
  type: unknown,
  pattern: Pattern | undefined,
  path: Path,
  problems: Found[],
): void {
  if (value === undefined || (typeof value === 'object' && value !== null)) return;
  const where = [...path, 'default'];
  if (type === 'number' && (typeof value === 'string' || !Number.isFinite(value))) {
    problems.push({ path: where, message: 'must be a number, without quotes' });
  } else if (type === 'boolean' && typeof value !== 'boolean') {
    problems.push({ path: where, message: 'must be true or false, without quotes' });
  } else if (type === 'string' && typeof value !== 'string') {
    problems.push({ path: where, message: 'must be a text: put it in quotes' });
  }
  if (typeof value !== 'string' || type !== 'string') return;
  if (value.length > MAX_PARAMETER_VALUE) {
    problems.push({
      path: where,
      message: `must be at most ${MAX_PARAMETER_VALUE} characters, as every value`,
    });
  } else if (pattern !== undefined && !pattern.test(value)) {
    problems.push({
      path: where,
      message: "does not match the parameter's own pattern (which the whole value must match)",
    });
  }
}

/** Two parameters that set the same place would overwrite each other. `outer` are the app's, as far as `inner` has none of the name. */
function checkTwice(inner: unknown, outer: unknown, base: Path, problems: Found[]): void {
  const setters = new Map<unknown, string>();
  for (const [name, parameter] of entries(outer)) {
    if (member(inner, name) === undefined) setters.set(member(parameter, 'sets'), name);
  }
  for (const [name, parameter] of entries(inner)) {
    const sets = member(parameter, 'sets');
    const other = setters.get(sets);
    if (typeof sets !== 'string') continue;
    if (other === undefined) setters.set(sets, name);
    else
      problems.push({
        path: [...base, name, 'sets'],
        message: `is set by the parameter ${other} too: only one can`,
      });
  }
}
