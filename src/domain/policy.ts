import type { Verdict } from './card.ts';

/** Ids of people and groups. An empty list is nobody. */
export type Who = readonly string[];

/** So many different people of a list; `all` becomes a number when the question is put, or as soon as they are known (`fixPolicy`). */
export type Quota = { count: number | 'all'; of: Who };

/** Every quota must be filled, and nobody fills two places. */
export type Level = readonly Quota[];

/** Longest value of a field, in characters: the card shows it whole. */
export const FIELD_MAX = 256;

/** What an approver fills in; the value becomes an input of the steps behind the gate. */
export type PolicyField = {
  name: string;
  label: string;
  required: boolean;
  /** The only values that are taken; empty: any text. */
  options: readonly string[];
};

/** Who has to agree before a gate opens. A time is in milliseconds after the question was put. */
export type Policy = {
  id: string;
  /** One after the other. No level, or an empty list in one, is never approved. */
  levels: readonly Level[];
  /** Absent: whoever may approve on some level. */
  rejecters?: Who;
  /** This many rejections end it. */
  rejections: number;
  /** Whether the initiator and the authors of the change may approve it. */
  selfApproval: boolean;
  /** When nobody knows who started the run, a policy without self-approval cannot tell who must not approve. */
  unknownInitiator: 'refuse' | 'allow';
  reason: 'never' | 'on-reject' | 'always';
  fields: readonly PolicyField[];
  expiresMs?: number;
  /** What becomes of the run then: the gate is rejected, or the whole run is cancelled. Never approved. */
  expired: 'reject' | 'cancel';
  /** How often those who are waited for are reminded. */
  remindMs?: number;
  /** From then on these may approve too, on any level. */
  escalation?: { afterMs: number; to: Who };
  /** May approve alone, themselves included, loudly. People, never groups. */
  breakGlass: Who;
};

/** One person's right in another one's hands for a time. `until` is the first moment at which it is over. */
export type Delegation = { from: string; to: string; since: number; until: number };

/** Where no policy is configured: nobody may approve, nobody may reject. */
export const NOBODY: Policy = {
  id: 'nobody',
  levels: [],
  rejections: 1,
  selfApproval: false,
  unknownInitiator: 'refuse',
  reason: 'on-reject',
  fields: [],
  expired: 'reject',
  breakGlass: [],
};

/** Any one of a list: what `approvers` means. */
export function anyOf(id: string, of: Who): Policy {
  return { ...NOBODY, id, levels: [[{ count: 1, of }]] };
}

/** Everybody whose name a level has: people and groups, as they are written. */
export function namedBy(policy: Policy): Who {
  const named: string[] = [];
  for (const level of policy.levels) {
    for (const { of } of level) named.push(...of);
  }
  return named;
}

/** The lists of which all have to agree and whose number is not fixed: it was not known who they are. */
export function uncounted(levels: readonly Level[]): readonly Who[] {
  return levels.flat().flatMap(({ count, of }) => (count === 'all' ? [of] : []));
}

/** What a verdict asks to be filled in. A field of the name `reason` could not be told from the reason itself: it is never asked. */
export function fieldsFor(policy: Policy, verdict: Verdict): readonly PolicyField[] {
  return verdict === 'approve' ? policy.fields.filter(({ name }) => name !== 'reason') : [];
}

/** Whether a verdict must come with a reason. */
export function needsReason(policy: Policy, verdict: Verdict): boolean {
  return policy.reason === 'always' || (policy.reason === 'on-reject' && verdict === 'reject');
}
