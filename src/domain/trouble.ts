import type { UserError } from '../errors.ts';
import { isTroubleCode, type Trouble } from './run-view.ts';

/** Why an engine will not start a run, for those who read it; undefined for an error of another kind. */
export function troubleOf({ code, data }: UserError): Trouble | undefined {
  if (!isTroubleCode(code)) return undefined;
  const values = Object.entries(data).map(([name, value]) => [
    name,
    typeof value === 'object' ? value.join(', ') : value,
  ]);
  return { code, data: Object.fromEntries(values) };
}
