import { namedBy } from '../domain/policy.ts';
import { filled, fixPolicy, placesOf } from '../domain/question.ts';
import type { Question, Vote } from '../domain/question-rights.ts';
import type { World } from '../domain/seats.ts';
import { buildPolicy } from './build-policies.ts';
import { type Membership, readMembership } from './membership.ts';
import type { Path } from './path.ts';
import type { FilePolicy } from './policy-schemas.ts';
import type { Found } from './report.ts';
import type { FileConfig } from './schema.ts';
import { suggestion } from './suggest.ts';
import { workflowsOf } from './workflows-of.ts';

/** Policies that work but are probably not meant: that nobody can satisfy, that nothing uses. */
export function findPolicyWarnings(file: FileConfig): Found[] {
  const membership = readMembership(file);
  const used = usedPolicies(file);
  const policies = Object.entries(file.policies).flatMap(([id, policy]): Found[] => {
    const path = ['policies', id];
    const nobody = namesNobody(policy, path, membership);
    return [
      ...(used.has(id) ? [] : [{ path, message: 'is used nowhere: name it under policy or steps' }]),
      ...nobody,
      ...(nobody.length > 0 ? [] : tooFew(id, policy, path, membership)),
      ...tooFewRejecters(id, policy, path, membership),
      ...emptyList(policy.reject.by, [...path, 'reject', 'by'], 'nobody can reject'),
      ...emptyList(policy.escalate?.to, [...path, 'escalate', 'to'], 'nobody is asked in addition'),
    ];
  });
  return [...policies, ...strangeWorkflows(file)];
}

function strangeWorkflows(file: FileConfig): Found[] {
  const known = workflowsOf(file);
  return Object.keys(file.workflows).flatMap((workflow): Found[] => {
    if (known.includes(workflow)) return [];
    const near = suggestion(workflow, known, 'the file has no environments');
    const message = `is the workflow of no environment here, so its policy is only for runs that were started elsewhere${near}`;
    return [{ path: ['workflows', workflow], message }];
  });
}

function usedPolicies(file: FileConfig): ReadonlySet<string | undefined> {
  const places = Object.values(file.apps).flatMap((app) => [app, ...Object.values(app.environments)]);
  return new Set([
    file.policy,
    ...Object.values(file.workflows).map(({ policy }) => policy),
    ...places.flatMap(({ policy, steps }) => [policy, ...Object.values(steps)]),
    ...Object.values(file.engines).flatMap((engine) => (engine.kind === 'kubevela' ? engine.policies : [])),
  ]);
}

function namesNobody({ approve }: FilePolicy, path: Path, membership: Membership): Found[] {
  const message = 'names nobody: what it guards is never approved';
  if (Array.isArray(approve) && approve.length === 0) return [{ path: [...path, 'approve'], message }];
  const levels = Array.isArray(approve) ? approve : [approve];
  return levels.flatMap((level, index): Found[] => {
    const lists = [level.any, level.all, level.of, ...Object.keys(level.quota ?? {}).map((who) => [who])];
    const given = lists.filter((list) => list !== undefined);
    if (given.length > 0 && given.every((list) => membership.peopleOf(list)?.size !== 0)) return [];
    return [{ path: [...path, 'approve', ...(Array.isArray(approve) ? [index] : [])], message }];
  });
}

/**
 * Puts the question to everybody at once, late enough for those to whom it is escalated. One person has one vote in all levels together, so the
 * places of all levels are filled as if they were one.
 */
function tooFew(id: string, written: FilePolicy, path: Path, membership: Membership): Found[] {
  const policy = buildPolicy(id, written);
  const who = policy.levels.flat().flatMap(({ of }) => of);
  const everybody = membership.peopleOf([...who, ...(policy.escalation?.to ?? [])]);
  if (everybody === undefined) return [];
  const world: World = {
    peopleOf: (list) => membership.peopleOf(list) ?? new Set(),
    knows: (list) => membership.peopleOf(list) !== undefined,
    delegations: [],
  };
  const run = { initiator: undefined, authors: [] };
  const level = fixPolicy(policy, run, world).levels.flat();
  const at = policy.escalation?.afterMs ?? 0;
  const votes = [...everybody].map((person): Vote => {
    return { person, seat: person, verdict: 'approve', level: 0, at };
  });
  const question: Question = { policy, ...run, openedAt: 0, state: 'open', votes };
  const needed = placesOf(level).length;
  const possible = filled(question, level, 0, world);
  if (possible >= needed) return [];
  const message = `can never be satisfied: it asks for ${needed} different people, of whom at most ${possible} can be found, since each has one vote; name more people or ask for fewer`;
  return [{ path: [...path, 'approve'], message }];
}

/** Where the file names no rejecters they are the approvers; a count that is larger than a list of its own is a mistake. */
function tooFewRejecters(id: string, written: FilePolicy, path: Path, membership: Membership): Found[] {
  const policy = buildPolicy(id, written);
  if (policy.rejecters !== undefined) return [];
  const people = membership.peopleOf([...namedBy(policy), ...(policy.escalation?.to ?? [])]);
  if (people === undefined || people.size === 0 || people.size >= policy.rejections) return [];
  const message = `asks for ${policy.rejections} rejections, but at most ${people.size} of those who may approve can give one: it can never be rejected`;
  return [{ path: [...path, 'reject', 'count'], message }];
}

function emptyList(list: readonly string[] | undefined, path: Path, so: string): Found[] {
  return list?.length === 0 ? [{ path, message: `is empty: ${so}` }] : [];
}
