/** What the verbs share that look at the database and leave the server alone: without it they start in two thirds of the time. */
import type { Config } from './config/config.ts';
import { type AuditKeys, createAuditKeys } from './domain/audit-key.ts';
import type { Log } from './log.ts';
import type { Database } from './store/database.ts';
import { openPostgres } from './store/postgres/open.ts';
import { defineSchema } from './store/schema.ts';
import { openSqlite } from './store/sqlite/open.ts';
import type { Clock } from './time.ts';

/** Opens the database that the configuration names. Throws a ConfigError when it cannot be used. */
export async function openDatabase(
  config: Config,
  { clock, log }: { clock: Clock; log: Log },
  readOnly = false,
): Promise<Database> {
  const { database } = config;
  if (database.kind === 'sqlite')
    return openSqlite(defineSchema, { file: database.file, clock, log, readOnly });
  return await openPostgres(defineSchema, { url: database.url.reveal(), clock, log });
}

/** Seals and checks the audit. */
export function auditKeysOf({ audit }: Config): AuditKeys {
  return createAuditKeys(
    audit.key.reveal(),
    audit.formerKeys.map((secret) => secret.reveal()),
  );
}
