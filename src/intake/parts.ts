import type { AuditKeys } from '../domain/audit-key.ts';
import type { Directory } from '../domain/directory.ts';
import type { EngineAbility } from '../domain/engine-ability.ts';
import type { PlatformAbility } from '../domain/platform-ability.ts';
import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import type { Clock } from '../time.ts';

/** What everything that causes a flow works with. */
export type IntakeParts = {
  db: Database;
  clock: Clock;
  log: Log;
  directory: Directory;
  engines: ReadonlyMap<string, EngineAbility>;
  /** What each chat can do, by its config key. */
  platforms: ReadonlyMap<string, PlatformAbility>;
  /** Seals what is appended to the audit. */
  auditKeys: AuditKeys;
};
