import { type Answer, say } from '../domain/answer.ts';
import type { Command } from '../domain/command.ts';
import type { Person } from '../domain/directory.ts';
import { nearest } from '../domain/nearest.ts';
import { parseSpan } from '../domain/span.ts';
import { endDelegations, insertDelegation } from '../store/delegations.ts';
import type { FlowContext } from './context.ts';

/**
 * Hands one's own right to decide to somebody else for a time, or takes it back. There is one delegate at a time. `at` is when the command was stored: the
 * time that votes go by too.
 */
export async function delegate(
  context: FlowContext,
  person: Person,
  { to, duration }: Extract<Command, { kind: 'delegate' }>,
  at: number,
): Promise<Answer> {
  const { tx, now, directory } = context;
  if (to === undefined) {
    const ended = await endDelegations(tx, person.id, at);
    if (ended === 0) return say('delegate.none', 'neutral');
    context.audit.push({ at: now, actor: person.id, action: 'delegation.ended', run: null, detail: {} });
    return say('delegate.ended', 'good');
  }
  const called = directory.people.filter(({ name }) => name === to);
  const delegate = directory.person(to) ?? called[0];
  // A right must not go to whoever happens to stand first in the configuration.
  if (directory.person(to) === undefined && called.length > 1)
    return say('delegate.which', 'bad', {
      name: to.slice(0, 60),
      known: called.map(({ id }) => id).join(', '),
    });
  if (delegate === undefined) {
    const name = to.slice(0, 60);
    const near = nearest(
      to,
      directory.people.map(({ id }) => id),
    );
    return near === undefined
      ? say('delegate.nobody', 'bad', { name })
      : say('delegate.nearest', 'bad', { name, near });
  }
  if (delegate.id === person.id) return say('delegate.self', 'bad');
  const ms = parseSpan(duration);
  if (ms === undefined) return say('delegate.time', 'bad', { value: duration.slice(0, 60) });
  await endDelegations(tx, person.id, at);
  await insertDelegation(tx, { from: person.id, to: delegate.id, since: at, until: at + ms });
  context.audit.push({
    at: now,
    actor: person.id,
    action: 'delegation.given',
    run: null,
    detail: { to: delegate.id, until: at + ms },
  });
  return say('delegate.done', 'good', { who: delegate.name, ms });
}
