import type { Who } from '../domain/route.ts';
import type { Initiator } from '../domain/run.ts';
import type { RunEvent } from '../domain/run-event.ts';
import { questionsOfRun } from '../store/open-questions.ts';
import type { RunRow } from '../store/runs.ts';
import { authorsOf, peopleMeant } from './authors.ts';
import { waitedFor } from './waited-for.ts';
import { type Around, worldSince } from './world.ts';

/** Somebody who is to be told or called. `id`: a person of the configuration; else only what the engine or a route said of them. */
export type Meant = { id?: string; name: string; email?: string };

/** A run with what the engine last said of it. */
export type RunOfPeople = Pick<
  RunRow,
  'id' | 'app' | 'environment' | 'workflow' | 'initiator' | 'initiatorName' | 'snapshot'
> &
  Partial<Pick<RunRow, 'author'>>;

/** Those whom a route means, each once and in its order. `everyone`: all members of the room. */
export async function peopleBehind(
  around: Around,
  run: RunOfPeople,
  event: RunEvent,
  whom: readonly Who[],
  now: number,
): Promise<{ people: Meant[]; everyone: boolean }> {
  const found = new Map<string, Meant>();
  const { directory } = around;

  function add(one: Meant): void {
    const key = one.id ?? one.email ?? one.name;
    if (!found.has(key)) found.set(key, one);
  }
  function addPeople(ids: Iterable<string>): void {
    for (const id of ids) add({ id, name: directory.person(id)?.name ?? id });
  }

  for (const who of whom) {
    switch (who.kind) {
      case 'named':
        addPeople(directory.peopleOf([who.name]));
        break;
      case 'address':
        add(byAddress(around, who.email));
        break;
      case 'initiator':
        for (const one of await initiatorOf(around, run)) add(one);
        break;
      case 'authors':
        addPeople(await authorsOf(around, run.snapshot ?? {}, run.author));
        for (const one of strangersAmong(around, run)) add(one);
        break;
      case 'approvers':
        addPeople(await approversOf(around, run, event, now));
        break;
      case 'everyone':
        break;
    }
  }
  return { people: [...found.values()], everyone: whom.some(({ kind }) => kind === 'everyone') };
}

/** An address that one person of the configuration has is theirs. */
function byAddress({ directory }: Around, email: string): Meant {
  const owners = directory.people.filter((person) => person.email === email.toLowerCase());
  const [owner] = owners;
  return owner !== undefined && owners.length === 1
    ? { id: owner.id, name: owner.name }
    : { name: email, email };
}

async function initiatorOf(around: Around, run: RunOfPeople): Promise<Meant[]> {
  const { initiator, initiatorName, snapshot } = run;
  if (initiator !== null)
    return [{ id: initiator, name: around.directory.person(initiator)?.name ?? initiator }];
  const said = snapshot?.initiator;
  const [person, ...others] = await peopleMeant(around, said);
  if (person !== undefined && others.length === 0)
    return [{ id: person, name: around.directory.person(person)?.name ?? person }];
  return strangers(said === undefined ? [] : [said], initiatorName ?? undefined);
}

/** Authors who are nobody in the configuration can be told by the address in their commits. */
function strangersAmong({ directory }: Around, { snapshot }: RunOfPeople): Meant[] {
  const known = new Set(directory.people.flatMap(({ email }) => email ?? []));
  const authors = (snapshot?.commits ?? []).flatMap(({ author }) => author ?? []);
  return strangers(authors.filter(({ email }) => email === undefined || !known.has(email.toLowerCase())));
}

function strangers(all: readonly Initiator[], fallback?: string): Meant[] {
  return all.flatMap(({ name = fallback, email }) => {
    const called = name ?? email;
    return called === undefined ? [] : [{ name: called, ...(email === undefined ? {} : { email }) }];
  });
}

/** Those who could fill an empty place of the question, or of all open ones; once none is open, those who decided. */
async function approversOf(
  around: Around,
  run: RunOfPeople,
  { type, approval }: RunEvent,
  now: number,
): Promise<Iterable<string>> {
  const asked = await questionsOfRun(around.tx, run);
  const open = asked.filter(
    ({ question, approval: { id } }) =>
      question.state === 'open' && (approval === undefined || id === approval),
  );
  const people = new Set<string>();
  for (const { question } of open) {
    const world = await worldSince(around, question.openedAt);
    for (const person of waitedFor(question, now, world)) people.add(person);
  }
  if (open.length === 0 && type !== 'waiting')
    for (const { question } of asked) for (const { person } of question.votes) people.add(person);
  return people;
}
