import type { Level, Policy, Quota } from '../domain/policy.ts';
import type { Choosable, PolicyRule } from '../domain/policy-rules.ts';
import type { Config } from './config.ts';

/** Policies, roles, absences and tokens as `greenlight check` prints them: sections of lines, the empty ones left out. */
export function describeRights(config: Config): { title: string; lines: string[] }[] {
  const named = [...config.policies, ...config.choosable];
  const policies = new Map(named.map(({ policy }) => [policy.id, policy]));
  const rules = [...config.policies.map(describeRule), ...config.choosable.map(describeChoosable)];
  return [
    { title: 'policies', lines: [...policies.values()].flatMap(describePolicy) },
    { title: 'where policies hold', lines: rules },
    { title: 'roles', lines: config.roles.map(describeRole) },
    {
      title: 'out of office',
      lines: config.delegations.map(
        ({ from, to, since, until }) =>
          `${from}  ${to} in their place from ${time(since)} until ${time(until)}`,
      ),
    },
    {
      title: 'tokens',
      lines: config.tokens.map(
        ({ person, name, until }) =>
          `${person}  ${name}, ${until === undefined ? 'for ever' : `until ${time(until)}`}`,
      ),
    },
  ].filter(({ lines }) => lines.length > 0);
}

function describePolicy(policy: Policy): string[] {
  const { id, levels, rejecters, rejections, escalation, expiresMs, remindMs, breakGlass, fields } = policy;
  const by = rejecters === undefined ? 'whoever may approve' : listed(rejecters);
  const self = policy.selfApproval ? 'may be one of them' : 'may not approve it';
  const lines = [
    levels.length === 0 ? 'nobody can approve' : `approved by ${levels.map(describeLevel).join(', then ')}`,
    `rejected by ${rejections === 1 ? '' : `${rejections} of `}${by}`,
    `who started it, or wrote it, ${self}`,
  ];
  if (!policy.selfApproval && policy.unknownInitiator === 'allow')
    lines.push('may be approved when nobody knows who started it');
  lines.push(REASONS[policy.reason]);
  if (fields.length > 0)
    lines.push(
      `asks for ${fields.map(({ name, required }) => (required ? name : `${name} (optional)`)).join(', ')}`,
    );
  if (remindMs !== undefined) lines.push(`reminds every ${span(remindMs)}`);
  if (escalation !== undefined)
    lines.push(`after ${span(escalation.afterMs)} ${listed(escalation.to)} may approve too`);
  if (expiresMs !== undefined)
    lines.push(
      `after ${span(expiresMs)} ${policy.expired === 'cancel' ? 'the run is cancelled' : 'it is rejected'}`,
    );
  if (breakGlass.length > 0) lines.push(`in an emergency ${listed(breakGlass)} can approve alone`);
  return [id, ...lines.map((line) => `  ${line}`)];
}

const REASONS: Readonly<Record<Policy['reason'], string>> = {
  never: 'needs no reason',
  'on-reject': 'a rejection needs a reason',
  always: 'every verdict needs a reason',
};

/** `one of ben, chen`, `one of sre and 2 of qa`. */
function describeLevel(level: Level): string {
  return level.length === 0 ? 'nobody' : level.map(describeQuota).join(' and ');
}

function describeQuota({ count, of }: Quota): string {
  if (of.length === 0) return 'nobody';
  if (count === 'all') return `all of ${of.join(', ')}`;
  return `${count === 1 ? 'one' : count} of ${of.join(', ')}`;
}

function describeRule({ app, environment, workflow, step, policy }: PolicyRule): string {
  const parts = [
    ...(app === undefined ? [] : [environment === undefined ? `app ${app}` : `app ${app} in ${environment}`]),
    ...(workflow === undefined ? [] : [`workflow ${workflow}`]),
    ...(step === undefined ? [] : [`step ${step}`]),
  ];
  return `${parts.length === 0 ? 'everywhere else' : parts.join(', ')}  ${policy.id}`;
}

function describeChoosable({ engine, policy }: Choosable): string {
  return `objects on ${engine} that ask for it  ${policy.id}`;
}

function describeRole({ id, allow, who, apps, environments }: Config['roles'][number]): string {
  const where = [
    apps === undefined ? 'every app' : apps.join(', ') || 'no app',
    environments === undefined ? 'every environment' : environments.join(', ') || 'no environment',
  ];
  return `${id}  ${listed(who)} may ${allow.join(', ') || 'do nothing'} in ${where.join(', ')}`;
}

function listed(who: readonly string[]): string {
  return who.length === 0 ? 'nobody' : who.join(', ');
}

/** As the file could have it. */
function time(at: number): string {
  return new Date(at)
    .toISOString()
    .replace(/T00:00:00\.000Z$/, '')
    .replace(/\.000Z$/, 'Z');
}

const UNITS: readonly [string, number][] = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
];

function span(ms: number): string {
  let rest = ms;
  let text = '';
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) text += `${count}${unit}`;
  }
  return text;
}
