import type { Environment } from '../domain/directory.ts';
import type { Freeze, FreezeSpan } from '../domain/freeze.ts';
import type { HookConfig } from './config.ts';
import type { FileAfter, FileFreeze } from './hold-schemas.ts';
import { instantOf } from './instant.ts';
import type { FileConfig } from './schema.ts';
import { createSecret } from './secret.ts';
import { parseWeekly } from './weekly.ts';

/** Checked freezes and hooks → those of the configuration. */
export function buildHolds(file: FileConfig): { zone: string; freezes: Freeze[]; hooks: HookConfig[] } {
  return {
    zone: file.zone,
    freezes: Object.entries(file.freezes).map(([id, freeze]) => buildFreeze(id, freeze, file.zone)),
    hooks: Object.entries(file.hooks).map(([id, { secret, as, apps, environments }]) => {
      return { id, secret: createSecret(secret), person: as, apps, environments };
    }),
  };
}

function buildFreeze(id: string, freeze: FileFreeze, zone: string): Freeze {
  const { apps, environments, except, reason } = freeze;
  return {
    id,
    span: spanOf(freeze, zone),
    except,
    ...(apps === undefined ? {} : { apps }),
    ...(environments === undefined ? {} : { environments }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function spanOf(freeze: FileFreeze, zone: string): FreezeSpan {
  const from = parseWeekly(freeze.from);
  const until = parseWeekly(freeze.until);
  if (from === undefined || until === undefined)
    return { kind: 'once', from: instantOf(freeze.from), until: instantOf(freeze.until) };
  return { kind: 'weekly', from, until, zone: freeze.zone ?? zone };
}

export function buildAfter(after: FileAfter): Pick<Environment, 'after'> {
  if (after === undefined) return {};
  if (typeof after === 'string') return { after: { environment: after } };
  const { environment, same } = after;
  return { after: { environment, ...(same === undefined ? {} : { same }) } };
}
