import type { Environment, Person } from './directory.ts';

/** Starting, cancelling and retrying are the operators' right. Nobody is listed = nobody may. */
export function mayOperate(person: Person | undefined, environment: Environment | undefined): boolean {
  if (person === undefined || environment === undefined) return false;
  return environment.operators.includes(person.id);
}

/** Deciding is the right of those whom the approval names: the list as it was when the gate opened. */
export function mayDecide(person: Person | undefined, approvers: readonly string[]): boolean {
  return person !== undefined && approvers.includes(person.id);
}
