import { type Answer, say } from '../domain/answer.ts';
import type { Person } from '../domain/directory.ts';
import type { PlaceAction } from './app-place.ts';
import type { FlowContext } from './context.ts';
import { named } from './people-names.ts';
import { permits } from './world.ts';

type Refusal = Extract<Answer, { kind: 'say' }>;

/** Why somebody may not do it there; undefined when they may. What is refused is in the audit. `owner`: whose it is, when it is to be undone. */
export function notAllowedIn(
  context: FlowContext,
  person: Person,
  action: PlaceAction,
  where: { app: string; environment: string },
  owner?: string,
): Refusal | undefined {
  const request =
    action === 'read'
      ? ({ action, place: where } as const)
      : { action, place: where, ...(owner === undefined ? {} : { owner }) };
  const permission = permits(context, person.id, request);
  if (permission.allowed) return undefined;
  if (permission.because === 'unread') return say('rights.unread', 'bad');
  context.audit.push({
    at: context.now,
    actor: person.id,
    action: 'command.refused',
    run: null,
    detail: { command: action, ...where },
  });
  const who = named(context.directory, permission.who);
  return say('place.not-allowed', 'bad', { ...where, right: action, who });
}
