import type { Lookup, Variable } from './environment.ts';
import { type Path, pathText } from './path.ts';
import { at, member } from './raw.ts';
import type { Found } from './report.ts';

const SETTINGS: readonly [Variable, readonly [string, string]][] = [
  ['GREENLIGHT_HOST', ['server', 'host']],
  ['GREENLIGHT_PORT', ['server', 'port']],
  ['GREENLIGHT_LOG_LEVEL', ['log', 'level']],
  ['DATABASE_URL', ['database', 'url']],
];

const SLACK: readonly [Variable, string][] = [
  ['SLACK_BOT_TOKEN', 'botToken'],
  ['SLACK_APP_TOKEN', 'appToken'],
  ['SLACK_API_URL', 'apiUrl'],
];

type Filled = {
  value: unknown;
  problems: Found[];
  /** What a path is called in a problem: the variable where the value came from one. */
  origin(path: Path): Path;
};

/** Puts well-known variables where the file says nothing. What the file says wins, so that reading it tells the truth. */
export function fillGaps(value: unknown, lookup: Lookup): Filled {
  const problems: Found[] = [];
  const origins = new Map<string, Variable>();
  const filled: Record<string, unknown> = isMapping(value) ? { ...value } : {};

  const take = (variable: Variable, path: Path): string | undefined => {
    origins.set(pathText(path), variable);
    const found = lookup(variable);
    if (found.kind === 'value') return found.value;
    if (found.kind === 'bad') problems.push({ path: [variable], message: found.problem });
    return undefined;
  };

  for (const [variable, path] of SETTINGS) {
    const [section, key] = path;
    const settings = filled[section];
    if (settings !== undefined && !isMapping(settings)) continue;
    if (at(filled, path) !== undefined) continue;
    const text = take(variable, path);
    if (text !== undefined) filled[section] = { ...settings, [key]: text };
  }
  if (member(filled, 'platforms') === undefined) {
    const slack: Record<string, string> = {};
    const before = problems.length;
    for (const [variable, key] of SLACK) {
      const text = take(variable, ['platforms', 'slack', key]);
      if (text !== undefined) slack[key] = text;
    }
    if (Object.keys(slack).length > 0 || problems.length > before) {
      filled['platforms'] = { slack: { kind: 'slack', ...slack } };
      problems.push(...halfSet(lookup));
    }
  }
  return {
    value: filled,
    problems,
    origin: (path) => {
      const variable = origins.get(pathText(path));
      return variable === undefined ? path : [variable];
    },
  };
}

function halfSet(lookup: Lookup): Found[] {
  const unset = (['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN'] as const).filter(
    (name) => lookup(name).kind === 'unset',
  );
  return unset.map((name) => {
    const message = `is not set, but another SLACK_ variable is: Slack needs SLACK_BOT_TOKEN and SLACK_APP_TOKEN`;
    return { path: [name], message };
  });
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
