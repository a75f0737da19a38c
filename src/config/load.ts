import { dirname, resolve } from 'node:path';
import { ConfigError, type Problem } from '../errors.ts';
import { checkAccounts } from './account-checks.ts';
import { buildConfig } from './build.ts';
import { checkChannels } from './channel-checks.ts';
import { findChannelWarnings } from './channel-warnings.ts';
import type { Config } from './config.ts';
import { checkDataFolders } from './embedded-checks.ts';
import { createLookup, credentialNames, type Environment, errorCode, type ReadFile } from './environment.ts';
import { checkEnvironments } from './environment-checks.ts';
import { fillGaps, ONLY_ENVIRONMENT } from './gaps.ts';
import { checkGroups } from './group-checks.ts';
import { checkHolds } from './hold-checks.ts';
import { findHoldWarnings } from './hold-warnings.ts';
import { checkKubeVela } from './kubevela-checks.ts';
import { checkParameters } from './parameters.ts';
import type { Path } from './path.ts';
import { checkPeople } from './person-checks.ts';
import { checkPlatforms } from './platform-checks.ts';
import { checkPolicies } from './policy-checks.ts';
import { checkPolicyPlaces } from './policy-place-checks.ts';
import { findPolicyWarnings } from './policy-warnings.ts';
import { at } from './raw.ts';
import { checkReferences } from './references.ts';
import { report, unlessCovered } from './report.ts';
import { findRightWarnings } from './right-warnings.ts';
import { checkRoles } from './role-checks.ts';
import { checkRoutes } from './route-checks.ts';
import { findRouteWarnings } from './route-warnings.ts';
import { checkSettings } from './settings.ts';
import { checkShape } from './shape.ts';
import { substitute } from './substitute.ts';
import { checkTargets } from './targets.ts';
import { findWarnings } from './warnings.ts';
import { parseTree } from './yaml-tree.ts';
import { checkZadig } from './zadig-checks.ts';

/**
 * greenlight.yaml and the environment → one checked configuration, or one ConfigError that lists every mistake. Nothing is guessed and no
 * message shows the value of a variable.
 */

const DEFAULT_FILE = 'greenlight.yaml';

export type LoadOptions = {
  /** `--config`: before GREENLIGHT_CONFIG and the default. */
  file?: string | undefined;
  /** Where relative paths of the environment and the default file begin: the working directory. */
  directory?: string | undefined;
};

/** Which file is read; one that somebody named must exist. */
export function configFile(
  env: Environment,
  options: LoadOptions = {},
): { name: string; path: string; named: boolean } {
  const directory = options.directory ?? process.cwd();
  const named = options.file ?? env['GREENLIGHT_CONFIG'];
  const name = named ?? DEFAULT_FILE;
  return { name, path: resolve(directory, name), named: named !== undefined };
}

export function loadConfig(env: Environment, readFile: ReadFile, options: LoadOptions = {}): Config {
  const directory = options.directory ?? process.cwd();
  const file = configFile(env, options);
  const text = readText(file, readFile);
  const tree = text === undefined ? undefined : parseTree(text);
  const root = tree?.value;
  if (tree !== undefined && (typeof root !== 'object' || root === null || Array.isArray(root))) {
    throw new ConfigError(
      tree.problems.length > 0 ? report(tree.problems, tree, file.name) : [rootProblem(root, file.name)],
    );
  }
  const lookup = createLookup(env, readFile, directory);
  const substituted = substitute(root ?? {}, lookup);
  const filled = fillGaps(substituted.value, lookup);
  if (text === undefined && at(filled.value, ['platforms']) === undefined && filled.problems.length === 0) {
    throw new ConfigError([nothingProblem(env, directory)]);
  }

  const written = (path: Path): string | undefined => {
    const value = at(root, path);
    return typeof value === 'string' ? value : undefined;
  };
  const quote = (path: Path): string => shortened(written(path) ?? '');
  const base = text === undefined ? directory : dirname(file.path);
  const shape = checkShape(filled.value);
  const values = [...substituted.problems, ...filled.problems];
  const later = [
    ...shape.problems,
    ...checkSettings(filled.value),
    ...checkAccounts(filled.value),
    ...checkReferences(filled.value, quote),
    ...checkGroups(filled.value, quote),
    ...checkPlatforms(filled.value),
    ...checkChannels(filled.value),
    ...checkRoutes(filled.value, quote),
    ...checkTargets(filled.value, quote),
    ...checkDataFolders(filled.value, base),
    ...checkKubeVela(filled.value, quote),
    ...checkZadig(filled.value, quote),
    ...checkEnvironments(filled.value, quote),
    ...checkParameters(filled.value),
    ...checkPolicies(filled.value, quote),
    ...checkPolicyPlaces(filled.value, quote),
    ...checkRoles(filled.value, quote),
    ...checkHolds(filled.value, quote),
    ...checkPeople(filled.value, quote),
  ].map((found) => ({ ...found, path: filled.origin(found.path) }));
  const problems = [...(tree?.problems ?? []), ...values, ...unlessCovered(later, values)];
  if (problems.length > 0 || shape.file === undefined) {
    throw new ConfigError(report(problems, tree, file.name));
  }

  const config = buildConfig(shape.file, base, env);
  const found = [
    ...findWarnings(config, written),
    ...findPolicyWarnings(shape.file),
    ...findRightWarnings(shape.file),
    ...findHoldWarnings(config, written),
    ...findChannelWarnings(config, written),
    ...findRouteWarnings(shape.file),
  ];
  const warnings = text === undefined ? [startProblem()] : report(found, tree, file.name);
  return { file: text === undefined ? undefined : file.path, ...config, warnings };
}

function readText(
  file: { name: string; path: string; named: boolean },
  readFile: ReadFile,
): string | undefined {
  if (file.name.trim() === '') {
    const message = 'is set but empty: give it the path of the configuration file or unset it';
    throw new ConfigError([{ path: 'GREENLIGHT_CONFIG', message }]);
  }
  try {
    return readFile(file.path);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' && !file.named) return undefined;
    const why = code === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${code})`;
    throw new ConfigError([{ path: file.name, message: `${why}: ${file.path}` }], { cause: error });
  }
}

function rootProblem(root: unknown, name: string): Problem {
  if (root === null || root === undefined) {
    return { path: name, message: 'the file is empty: copy greenlight.example.yaml and edit it' };
  }
  return { path: name, message: 'must be a mapping with keys such as people, platforms, engines and apps' };
}

function nothingProblem(env: Environment, directory: string): Problem {
  const set = credentialNames(env);
  const alone = ONLY_ENVIRONMENT.map((names) => names.join(' and ')).join(', or ');
  const why =
    set.length === 0 ? '' : ` (${set.join(', ')} alone ${set.length === 1 ? 'is' : 'are'} not enough)`;
  const message = `there is no such file in ${directory}, and the environment names no platform${why}: copy greenlight.example.yaml to greenlight.yaml and edit it, or set ${alone}`;
  return { path: DEFAULT_FILE, message };
}

function startProblem(): Problem {
  const message =
    'there is no such file: the bot connects to the chats that the environment names but has nothing to deploy. Copy greenlight.example.yaml to greenlight.yaml and write your people, an engine and an app into it';
  return { path: DEFAULT_FILE, message };
}

/** Long enough to be recognised. */
function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
