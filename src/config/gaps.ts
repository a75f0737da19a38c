import type { Lookup, Variable } from './environment.ts';
import { type Path, pathText } from './path.ts';
import { at, member } from './raw.ts';
import type { Found } from './report.ts';

const SETTINGS: readonly [Variable, readonly [string, string]][] = [
  ['GREENLIGHT_HOST', ['server', 'host']],
  ['GREENLIGHT_PORT', ['server', 'port']],
  ['GREENLIGHT_LOG_LEVEL', ['log', 'level']],
  ['GREENLIGHT_PUBLIC_URL', ['server', 'publicUrl']],
  ['GREENLIGHT_SECRET', ['server', 'secret']],
  ['GREENLIGHT_AUDIT_KEY', ['audit', 'key']],
  ['DATABASE_URL', ['database', 'url']],
];

type PlatformVariables = {
  kind: string;
  needed: readonly [Variable, string][];
  more: readonly [Variable, string][];
};

/** The chats that variables alone can name. */
const PLATFORMS: readonly PlatformVariables[] = [
  {
    kind: 'slack',
    needed: [
      ['SLACK_BOT_TOKEN', 'botToken'],
      ['SLACK_APP_TOKEN', 'appToken'],
    ],
    more: [['SLACK_API_URL', 'apiUrl']],
  },
  {
    kind: 'feishu',
    needed: [
      ['FEISHU_APP_ID', 'appId'],
      ['FEISHU_APP_SECRET', 'appSecret'],
    ],
    more: [['FEISHU_API_URL', 'apiUrl']],
  },
  {
    kind: 'dingtalk',
    needed: [
      ['DINGTALK_CLIENT_ID', 'clientId'],
      ['DINGTALK_CLIENT_SECRET', 'clientSecret'],
    ],
    more: [['DINGTALK_CARD_TEMPLATE_ID', 'cardTemplateId']],
  },
];

/** What must be set for a chat when there is no file, for each chat. */
export const ONLY_ENVIRONMENT: readonly (readonly Variable[])[] = PLATFORMS.map(({ needed }) =>
  needed.map(([variable]) => variable),
);

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
    const platforms: Record<string, Record<string, string>> = {};
    for (const { kind, needed, more } of PLATFORMS) {
      const before = problems.length;
      const values: Record<string, string> = {};
      for (const [variable, key] of [...needed, ...more]) {
        const text = take(variable, ['platforms', kind, key]);
        if (text !== undefined) values[key] = text;
      }
      if (Object.keys(values).length === 0 && problems.length === before) continue;
      platforms[kind] = { kind, ...values };
      problems.push(...halfSet(kind, needed, lookup));
    }
    if (Object.keys(platforms).length > 0) filled['platforms'] = platforms;
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

function halfSet(kind: string, needed: PlatformVariables['needed'], lookup: Lookup): Found[] {
  const names = needed.map(([variable]) => variable);
  const unset = names.filter((name) => lookup(name).kind === 'unset');
  const prefix = `${kind.toUpperCase()}_`;
  const called = { slack: 'Slack', feishu: 'Feishu', dingtalk: 'DingTalk' }[kind] ?? kind;
  return unset.map((name) => {
    const message = `is not set, but another ${prefix} variable is: ${called} needs ${names.join(' and ')}`;
    return { path: [name], message };
  });
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
