import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigError } from '../errors.ts';

/** Environment variables by name, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads a file as UTF-8; throws as node:fs does. */
export type ReadFile = (path: string) => string;

/** The only reader of the process's environment. A file `.env` in the working directory fills what the environment leaves out. */
export function readEnvironment(): Environment {
  return { ...readDotEnv(resolve('.env')), ...process.env };
}

function readDotEnv(path: string): Environment {
  if (!existsSync(path)) return {};
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new ConfigError([{ path, message: `cannot be read (${errorCode(cause)})` }], { cause });
  }
}

/**
 * The variables that Greenlight itself looks at; `greenlight.yaml` may name any others. Each fills the key that it belongs to where the
 * file leaves that out: what the file says wins. `.env.example` lists the same.
 */
export const VARIABLES = {
  GREENLIGHT_CONFIG: 'Path of the configuration file.',
  GREENLIGHT_HOST: 'Fills server.host.',
  GREENLIGHT_PORT: 'Fills server.port.',
  GREENLIGHT_LOG_LEVEL: 'Fills log.level.',
  GREENLIGHT_PUBLIC_URL: 'Fills server.publicUrl.',
  GREENLIGHT_SECRET: 'Fills server.secret.',
  GREENLIGHT_AUDIT_KEY: 'Fills audit.key.',
  DATABASE_URL: 'Fills database.url.',
  SLACK_BOT_TOKEN: 'Fills platforms.slack.botToken when the file has no platforms.',
  SLACK_APP_TOKEN: 'Fills platforms.slack.appToken when the file has no platforms.',
  SLACK_API_URL: 'Fills platforms.slack.apiUrl when the file has no platforms.',
  FEISHU_APP_ID: 'Fills platforms.feishu.appId when the file has no platforms.',
  FEISHU_APP_SECRET: 'Fills platforms.feishu.appSecret when the file has no platforms.',
  FEISHU_API_URL: 'Fills platforms.feishu.apiUrl when the file has no platforms.',
  DINGTALK_CLIENT_ID: 'Fills platforms.dingtalk.clientId when the file has no platforms.',
  DINGTALK_CLIENT_SECRET: 'Fills platforms.dingtalk.clientSecret when the file has no platforms.',
  DINGTALK_CARD_TEMPLATE_ID: 'Fills platforms.dingtalk.cardTemplateId when the file has no platforms.',
} as const;

export type Variable = keyof typeof VARIABLES;

/** Prefixes of variables that only somebody sets who means a real platform, engine or channel. */
const CREDENTIAL_PREFIXES = [
  'SLACK_',
  'FEISHU_',
  'LARK_',
  'DINGTALK_',
  'WECOM_',
  'ZADIG_',
  'KUBEVELA_',
  'GREENLIGHT_KUBE',
  'GREENLIGHT_CONFIG',
  'DATABASE_URL',
];

/** The names of set variables (empty ones too, and their `_FILE` forms) that show that a real installation is meant. */
export function credentialNames(env: Environment): string[] {
  const names = Object.keys(env).filter((name) => env[name] !== undefined);
  return names.filter((name) => CREDENTIAL_PREFIXES.some((prefix) => name.startsWith(prefix))).toSorted();
}

/**
 * The playground is for those who have configured nothing at all. One half-set secret is a mistake to report, never a reason to
 * start a server that looks as if it worked.
 */
export function configMode(env: Environment, fileExists: boolean): 'playground' | 'configured' {
  return fileExists || credentialNames(env).length > 0 ? 'configured' : 'playground';
}

/** A variable's value; `unset`; or what is wrong with it. */
type Found = { kind: 'value'; value: string } | { kind: 'unset' } | { kind: 'bad'; problem: string };

export type Lookup = (name: string) => Found;

/** `NAME`, or the content of the file that `NAME_FILE` names: the way in which secrets are mounted. One line end at its end is cut off. */
export function createLookup(env: Environment, readFile: ReadFile, directory: string): Lookup {
  return (name) => {
    const value = env[name];
    const file = env[`${name}_FILE`];
    if (file === undefined) {
      if (value === undefined) return { kind: 'unset' };
      if (value.trim() === '')
        return bad(`the variable ${name} is set but empty: give it a value or unset it`);
      return { kind: 'value', value };
    }
    if (value !== undefined) return bad(`both ${name} and ${name}_FILE are set: unset one of them`);
    if (file.trim() === '')
      return bad(`the variable ${name}_FILE is set but empty: give it a path or unset it`);
    const path = resolve(directory, file);
    let content: string;
    try {
      content = readFile(path).replace(/\r?\n$/, '');
    } catch (error) {
      return bad(`the file ${path} that ${name}_FILE names cannot be read (${errorCode(error)})`);
    }
    if (content.trim() === '') return bad(`the file ${path} that ${name}_FILE names is empty`);
    return { kind: 'value', value: content };
  };
}

function bad(problem: string): Found {
  return { kind: 'bad', problem };
}

/** The system's word for what went wrong (`ENOENT`); never the error's text, which may quote content. */
export function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return 'unknown error';
}
