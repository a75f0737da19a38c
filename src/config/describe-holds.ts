import type { Freeze } from '../domain/freeze.ts';
import type { Config } from './config.ts';
import { masked } from './masked.ts';
import { weeklyText } from './weekly.ts';

/** Freezes, the order of environments and hooks as `greenlight check` prints them: sections of lines, the empty ones left out. */
export function describeHolds(config: Config): { title: string; lines: string[] }[] {
  const order = config.apps.flatMap(({ id: app, environments }) =>
    environments.flatMap(({ id, after }) => {
      if (after === undefined) return [];
      const same = after.same === undefined ? 'values of all parameters that both have' : listed(after.same);
      return [`${app} → ${id}  after ${after.environment}, with the same ${same}`];
    }),
  );
  return [
    { title: 'freezes', lines: config.freezes.map(describeFreeze) },
    { title: 'order of environments', lines: order },
    {
      title: 'hooks of CI systems',
      lines: config.hooks.map(
        ({ id, person, apps, environments, secret }) =>
          `${id}  POST /hooks/ci/${id}, deploys ${listed(apps)} to ${listed(environments)} as ${person}, secret ${masked(secret)}`,
      ),
    },
  ].filter(({ lines }) => lines.length > 0);
}

function describeFreeze({ id, span, apps, environments, except }: Freeze): string {
  const when =
    span.kind === 'once'
      ? `${new Date(span.from).toISOString()} until ${new Date(span.until).toISOString()}`
      : `every week ${weeklyText(span.from)} until ${weeklyText(span.until)}, ${span.zone}`;
  const where = `${apps === undefined ? 'all apps' : listed(apps)}, ${environments === undefined ? 'all environments' : listed(environments)}`;
  const free = except.length === 0 ? '' : `, but for ${listed(except)}`;
  return `${id}  ${when}: ${where}${free}`;
}

function listed(names: readonly string[]): string {
  return names.join(', ') || 'nothing';
}
