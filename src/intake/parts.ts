import type { AuditKeys } from '../domain/audit-key.ts';
import type { Directory } from '../domain/directory.ts';
import type { EngineAbility } from '../domain/engine-ability.ts';
import type { Links } from '../domain/link.ts';
import type { PlatformAbility } from '../domain/platform-ability.ts';
import type { StepLog } from '../domain/step-log.ts';
import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import type { RunRow } from '../store/runs.ts';
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
  /** What commands of a run wrote, asked of its engine; the path `step` as in `Engine.logs`. Absent: nobody can tell. */
  logsOf?: (run: RunRow, step?: string) => Promise<readonly StepLog[]>;
  links?: Links | undefined;
};
