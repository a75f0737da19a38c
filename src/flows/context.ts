import type { Directory } from '../domain/directory.ts';
import type { EngineAbility } from '../domain/engine-ability.ts';
import type { Links } from '../domain/link.ts';
import type { OutlineOf } from '../domain/outline.ts';
import type { PlatformAbility } from '../domain/platform-ability.ts';
import type { StepLog } from '../domain/step-log.ts';
import type { AuditEntry } from '../store/audit.ts';
import type { Tx } from '../store/database.ts';

/**
 * What a flow works with. Flows never send: they write rows, and name in `audit` what the unit's last statement appends to the chain.
 */
export type FlowContext = {
  tx: Tx;
  /** Milliseconds since the epoch. */
  now: number;
  directory: Directory;
  /** What each engine can do, by its config key. */
  engines: ReadonlyMap<string, EngineAbility>;
  /** What each chat can do, by its config key. */
  platforms: ReadonlyMap<string, PlatformAbility>;
  audit: AuditEntry[];
  /** What commands of the run wrote that the event asks for: read before the unit. */
  logs?: readonly StepLog[] | undefined;
  /** Addresses of our pages; absent when people cannot reach this server. */
  links?: Links | undefined;
};

/** For what may start a run: what it would do has to be known before. */
export type StartContext = FlowContext & { outline: OutlineOf };
