/** Whose fields an apply would have overwritten: https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts */
import { ApiError } from '../client/api-error.ts';

/** Undefined for an error of another kind; one about the object's version names no field. */
export function conflictsOf(error: unknown): { managers: string[]; fields: string[] } | undefined {
  if (!(error instanceof ApiError) || error.code !== 'Conflict') return undefined;
  const causes = error.causes.filter(({ reason }) => reason === 'FieldManagerConflict');
  if (causes.length === 0) return undefined;
  const managers = causes.map(({ message }) => /^conflict with "([^"]+)"/.exec(message)?.[1] ?? message);
  return { managers: [...new Set(managers)], fields: [...new Set(causes.map(({ field }) => field))] };
}
