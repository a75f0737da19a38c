import type { ListLine } from '../domain/answer.ts';
import type { Person } from '../domain/directory.ts';
import { freezesAt } from '../domain/freeze.ts';
import { allLocks } from '../store/locks.ts';
import type { FlowContext } from './context.ts';
import { freezeName } from './held-back.ts';
import { lockData } from './lock.ts';
import { momentFor } from './tell-person.ts';
import { permits } from './world.ts';

/** What keeps runs from starting now, where the person may see runs: the head of `/flow list`. `only`: there, and nowhere else. */
export async function tellHolds(
  context: FlowContext,
  person: Person,
  only?: { app: string; environment: string },
): Promise<ListLine[]> {
  const { tx, now, directory } = context;
  const sees = (app: string, environment: string): boolean =>
    (only === undefined || (only.app === app && only.environment === environment)) &&
    permits(context, person.id, { action: 'read', place: { app, environment } }).allowed;
  const locks = (await allLocks(tx)).filter(({ app, environment }) => sees(app, environment));
  const lines = locks.map((row): ListLine => ({ code: 'line.lock', data: lockData(context, person, row) }));
  const frozen = new Map<string, { freeze: string; until: number; places: string[] }>();
  for (const { id: app, environments } of directory.apps)
    for (const { id: environment } of environments.filter(({ id }) => sees(app, id)))
      for (const { freeze, until } of freezesAt(directory.freezes, { app, environment }, now)) {
        const one = frozen.get(freeze.id) ?? { freeze: freezeName(freeze), until, places: [] };
        one.places.push(`${app} → ${environment}`);
        frozen.set(freeze.id, one);
      }
  for (const { freeze, until, places } of frozen.values()) {
    const data = { freeze, places: places.join(', '), until: momentFor(directory, person, until) };
    lines.push({ code: 'line.freeze', data });
  }
  return lines;
}
