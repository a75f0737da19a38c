import { resolve } from 'node:path';
import type { DatabaseConfig } from './config.ts';
import { member } from './raw.ts';
import type { Found } from './report.ts';
import { createSecret } from './secret.ts';

const NO_AUDIT_KEY =
  'is not set: it seals the audit. Make one with openssl rand -hex 32, keep it where the people who can write the database cannot read it, and set GREENLIGHT_AUDIT_KEY or GREENLIGHT_AUDIT_KEY_FILE';

/** The settings that must be there, and those whose text has a grammar of its own. */
export function checkSettings(value: unknown): Found[] {
  const problems: Found[] = [];
  const url = member(member(value, 'database'), 'url');
  if (typeof url === 'string' && url !== '') {
    const parsed = parseDatabase(url, '/');
    if ('problem' in parsed) problems.push({ path: ['database', 'url'], message: parsed.problem });
  }
  if (member(member(value, 'audit'), 'key') === undefined)
    problems.push({ path: ['audit', 'key'], message: NO_AUDIT_KEY });
  const port = member(member(value, 'server'), 'port');
  if (typeof port === 'string' && parsePort(port) === undefined) {
    problems.push({ path: ['server', 'port'], message: 'must be a port: a whole number from 0 to 65535' });
  }
  return problems;
}

/** A port as a variable holds it. */
export function parsePort(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;
}

/** `directory` is where a relative SQLite path begins. */
export function parseDatabase(url: string, directory: string): DatabaseConfig | { problem: string } {
  const sqlite = /^sqlite:(?:\/\/)?(.*)$/s.exec(url)?.[1];
  if (sqlite === ':memory:')
    return { problem: 'would forget everything at the end: write sqlite: and the path of a file' };
  if (sqlite === '' || sqlite?.includes('\0'))
    return { problem: 'has no path: write for example sqlite:./data/greenlight.db' };
  if (sqlite !== undefined) return { kind: 'sqlite', file: resolve(directory, sqlite) };
  if (/^postgres(ql)?:\/\//.test(url) && URL.canParse(url)) {
    if (new URL(url).pathname.length < 2)
      return { problem: 'names no database: write postgres://user:password@host/name' };
    return { kind: 'postgres', url: createSecret(url) };
  }
  return { problem: 'must begin with sqlite: or postgres://, such as sqlite:./data/greenlight.db' };
}
