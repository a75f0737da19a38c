/** What `audit verify` says, for operators: what is wrong, where, and what to do. */
import type { ChainFault, ChainVerdict, KeySpan } from '../store/audit-chain.ts';
import type { AuditHead, ReadHead } from '../store/audit-head.ts';

/** A fault, as the end of "The audit is broken at entry 7: …". */
export function faultText(fault: ChainFault): string {
  switch (fault.kind) {
    case 'torn':
      return 'the entry before it is not the one that it names. One was removed, put in or moved';
    case 'changed':
      return 'its content does not fit its hash. It was changed';
    case 'no-beginning':
      return 'it is the first one here, but not the first of the audit. Those before it were removed; of an export with --from N say --part';
    case 'unknown-key':
      return `it carries the key ${fault.key}, which the configuration does not name. Put a key that you have changed into audit.formerKeys; if you never had this one, somebody else wrote the entry`;
    case 'key-dropped':
      return 'it carries no key, but the audit had one before. Somebody without the key wrote it';
    case 'key-unannounced':
      return 'those before it carry no key, and no start of the server has taken them over. They were written while a server with the key ran: by an older version beside it, or by somebody without the key';
    case 'rewritten':
      return 'the signed head has another hash for it. The audit was made anew from somewhere before it';
    case 'head-skipped':
      return 'the signed head is of this entry, and it is not there, but later ones are';
    case 'cut':
      return 'the signed head is of this entry, but the audit ends before it. Its end was cut off';
  }
}

/** What is to be said of a text that is no valid head. */
export function badHeadText(read: Exclude<ReadHead, { kind: 'head' }>): string {
  switch (read.kind) {
    case 'malformed':
      return 'This is no head: take the whole text that begins with head.1. from a line “head of the audit” of the log.';
    case 'unknown-key':
      return `The head is signed with the key ${read.key}, which the configuration does not name: put it into audit.formerKeys if it was yours.`;
    case 'forged':
      return 'The head was not signed with the key that it names: it was changed or made up.';
  }
}

export function intactText(verdict: ChainVerdict, current: string, head: AuditHead | undefined): string {
  const { entries, newest, spans } = verdict;
  const last = newest === undefined ? '' : `, the newest is ${newest.id} with hash ${newest.hash}`;
  const kept = head && `The head of ${new Date(head.at).toISOString()} is in it, at entry ${head.number}.`;
  const lines = [`The audit is intact: ${entries} entries${last}`, kept, ...spans.map(spanText)];
  return lines.filter((line) => line !== undefined).join('\n');

  function spanText(span: KeySpan): string {
    const which = span.from === span.to ? `entry ${span.from}` : `entries ${span.from}..${span.to}`;
    if (span.key !== undefined)
      return `  ${which}: key ${span.key}${span.key === current ? '' : ', a former one'}`;
    const vouched = head !== undefined && head.number >= span.to;
    const verb = span.from === span.to ? 'carries' : 'carry';
    return vouched
      ? `  ${which}: no key, from an older version; the head vouches for it`
      : `WARN  ${which} ${verb} no key: written by an older version, or made anew by somebody without the key. A head from the log tells (--head)`;
  }
}

/** The head is of an entry before or after those of an export. */
export function otherPieceText(head: AuditHead, { from, to }: { from: number; to: number }): string {
  const why =
    head.number < from
      ? `Export from entry ${head.number} on, and verify that.`
      : `Export up to entry ${head.number} at least, and verify that; if this one ought to reach so far, its end was cut off.`;
  return `The head is of entry ${head.number}, which is not in this piece (entries ${from} to ${to}): it proves nothing of it. ${why}`;
}

/** Nothing with a key stands behind the newest entries, though there is a key. */
export const UNSEALED =
  'Nothing seals them: either no server has run with the key yet, then start it once and verify again; or somebody made the audit anew.';
