import type { TestContext } from 'node:test';
import type { Directory } from '../../src/domain/directory.ts';
import type { Event } from '../../src/domain/event.ts';
import type { StartContext } from '../../src/flows/context.ts';
import type { Database } from '../../src/store/database.ts';
import { insertRun } from '../../src/store/runs.ts';
import { newRun } from '../store/new-run.ts';
import { openProduct } from '../store/product.ts';

/** When the units of these tests take place, in milliseconds since the epoch. */
export const NOW = 1_000_000;

export type FlowUnit = {
  db: Database;
  /** One flow in one unit; `now` is `NOW` unless it is given. */
  run: <T>(work: (context: StartContext) => Promise<T>, now?: number) => Promise<T>;
};

/** A database of its own for one test of a flow. */
export async function openFlowUnit(t: TestContext, directory: Directory): Promise<FlowUnit> {
  const db = await openProduct();
  t.after(() => db.close());
  return {
    db,
    run: (work, now = NOW) =>
      db.tx((tx) =>
        work({
          tx,
          now,
          directory,
          engines: new Map(),
          platforms: new Map(),
          outline: () => undefined,
          audit: [],
        }),
      ),
  };
}

/** A command in the direct conversation of somebody's account `U-<person>`. */
export function directEvent(person: string, where: Partial<Event> = {}): Event {
  return {
    key: `event of ${person}`,
    conversation: person,
    actor: { platform: 'chat', id: `U-${person}` },
    at: NOW,
    room: { platform: 'chat', id: 'D1', direct: true },
    deed: { kind: 'command', name: 'flow', text: 'help' },
    handle: {},
    handleUntil: NOW,
    ...where,
  };
}

/** Ada's run of shop in prod. */
export async function startedRun({ run }: FlowUnit, initiator: string | null = 'ada'): Promise<number> {
  return await run(({ tx }) =>
    insertRun(
      tx,
      newRun(`run of ${initiator}`, {
        app: 'shop',
        environment: 'prod',
        parameters: { tag: 'v1' },
        initiator,
        initiatorName: initiator,
        createdAt: NOW,
      }),
    ),
  );
}
