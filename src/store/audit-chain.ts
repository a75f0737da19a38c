/**
 * The chain of the audit: each entry carries the hash of the one before, and its own hash over both. Checking needs the keys and the entries,
 * from a table or from a file, and nothing else. Guarantees: what was changed, removed, put in or swapped is found at the first entry that
 * does not fit; an end that was cut off and a chain that was made anew are found by a signed head.
 */
import { createHash } from 'node:crypto';
import { type AuditKey, type AuditKeys, keyIdOf } from '../domain/audit-key.ts';
import type { AuditHead } from './audit-head.ts';
import { encodeJson } from './json-text.ts';

type Content = { at: number; actor: string; action: string; run: number | null; detail: unknown };

/** `id` is the entry's number. It rises, with gaps on PostgreSQL, and is not part of the hash: the chain itself is the order. */
export type ChainedEntry = Content & { id: number; previous: string; hash: string };

/** What the first entry names as the one before it. */
export const GENESIS = '0'.repeat(64);

/**
 * The action of the entry with which a start takes over what carries no key, or a former one. Only a start does that, so a running server that
 * has gone on after entries without a key leaves a mark in the chain.
 */
export const KEYED = 'audit.keyed';

/** An older version's hash: SHA-256 without a key. */
const UNKEYED = /^[0-9a-f]{64}$/;

/** A run of entries with one key; without one they were written by an older version. */
export type KeySpan = { key: string | undefined; from: number; to: number };

/** `at` is the number of the first entry that does not fit. */
export type ChainFault =
  /** The entry before it is not the one that it names. */
  | { kind: 'torn'; at: number }
  | { kind: 'changed'; at: number }
  | { kind: 'no-beginning'; at: number }
  | { kind: 'unknown-key'; at: number; key: string }
  /** It carries no key although an earlier entry, or a head before it, does. */
  | { kind: 'key-dropped'; at: number }
  /** Those before it carry no key, and it is not the entry with which a server takes over what an older version wrote. */
  | { kind: 'key-unannounced'; at: number }
  /** The chain holds another hash at the number of the head. */
  | { kind: 'rewritten'; at: number }
  /** The chain has entries after the head's number, but not that one. */
  | { kind: 'head-skipped'; at: number }
  /** The chain ends before the number of the head, which is `at`. */
  | { kind: 'cut'; at: number };

export type ChainVerdict = {
  /** How many entries fit. */
  entries: number;
  /** The last one that fits. */
  newest: { id: number; hash: string } | undefined;
  spans: readonly KeySpan[];
} & ({ intact: true } | { intact: false; fault: ChainFault });

/** The hash of a new entry after the one with the hash `previous`. */
export function hashOf(content: Content, previous: string, key: AuditKey): string {
  return key.seal('entry', textOf(content, previous));
}

export type ChainCheck = {
  head?: AuditHead | undefined;
  /** The entries are a piece of the chain: what came before the first one is taken on trust, and a head of another piece proves nothing. */
  part?: boolean | undefined;
};

/** Checks entries in the order of their numbers; ends at the first that does not fit. */
export async function checkChain(
  pages: AsyncIterable<readonly ChainedEntry[]>,
  keys: AuditKeys,
  { head, part = false }: ChainCheck = {},
): Promise<ChainVerdict> {
  let entries = 0;
  let newest: { id: number; hash: string } | undefined;
  const spans: KeySpan[] = [];
  const verdict = (fault?: ChainFault): ChainVerdict => {
    const found = { entries, newest, spans };
    return fault === undefined ? { ...found, intact: true } : { ...found, intact: false, fault };
  };

  for await (const page of pages) {
    for (const entry of page) {
      const before = newest ?? (part ? { id: entry.id - 1, hash: entry.previous } : { id: 0, hash: GENESIS });
      const fault = faultOf(entry, before, keys, spans.at(-1)) ?? againstHead(entry, before.id, head);
      if (fault !== undefined) return verdict(fault);
      extend(spans, entry);
      newest = { id: entry.id, hash: entry.hash };
      entries += 1;
    }
  }
  if (head !== undefined && !part && (newest?.id ?? 0) < head.number)
    return verdict({ kind: 'cut', at: head.number });
  return verdict();
}

function faultOf(
  entry: ChainedEntry,
  before: { id: number; hash: string },
  keys: AuditKeys,
  span: KeySpan | undefined,
): ChainFault | undefined {
  const at = entry.id;
  if (entry.previous !== before.hash || at <= before.id)
    return { kind: before.id === 0 ? 'no-beginning' : 'torn', at };
  const seal = sealOf(entry, keys);
  switch (seal.kind) {
    case 'unkeyed':
      return span?.key === undefined ? undefined : { kind: 'key-dropped', at };
    case 'keyed': {
      const announced = span === undefined || span.key !== undefined || entry.action === KEYED;
      return announced ? undefined : { kind: 'key-unannounced', at };
    }
    case 'changed':
      return { kind: 'changed', at };
    case 'unknown-key':
      return { kind: 'unknown-key', at, key: seal.key };
  }
}

export type Seal =
  | { kind: 'keyed'; key: string }
  /** An older version's hash, which anybody can compute. */
  | { kind: 'unkeyed' }
  | { kind: 'changed' }
  | { kind: 'unknown-key'; key: string };

/** What an entry's own hash says of its content; whether it belongs to the chain is another matter. */
export function sealOf(entry: ChainedEntry, keys: AuditKeys): Seal {
  const text = textOf(entry, entry.previous);
  const key = keyIdOf(entry.hash);
  if (key === undefined) {
    const fits = UNKEYED.test(entry.hash) && createHash('sha256').update(text).digest('hex') === entry.hash;
    return { kind: fits ? 'unkeyed' : 'changed' };
  }
  switch (keys.check('entry', text, entry.hash)) {
    case 'fits':
      return { kind: 'keyed', key };
    case 'differs':
      return { kind: 'changed' };
    case 'unknown-key':
      return { kind: 'unknown-key', key };
  }
}

function againstHead(
  entry: ChainedEntry,
  before: number,
  head: AuditHead | undefined,
): ChainFault | undefined {
  if (head === undefined || entry.id < head.number) return undefined;
  if (entry.id === head.number)
    return entry.hash === head.hash ? undefined : { kind: 'rewritten', at: entry.id };
  if (before < head.number) return { kind: 'head-skipped', at: head.number };
  // Whoever signed that head has a key, and seals with it whatever comes later.
  return keyIdOf(entry.hash) === undefined ? { kind: 'key-dropped', at: entry.id } : undefined;
}

function extend(spans: KeySpan[], { id, hash }: ChainedEntry): void {
  const key = keyIdOf(hash);
  const last = spans.at(-1);
  if (last !== undefined && last.key === key) last.to = id;
  else spans.push({ key, from: id, to: id });
}

/** The fields in a fixed order, and the hash before. Keys of the detail are sorted: databases do not keep their order. */
function textOf({ at, actor, action, run, detail }: Content, previous: string): string {
  return JSON.stringify([previous, at, actor, action, run, sorted(asStored(detail))]);
}

/** The databases keep another sign in the place of some; the hash is of what can be read again. */
function asStored(detail: unknown): unknown {
  const text = encodeJson(detail);
  return text.includes('\ufffd') ? JSON.parse(text) : detail;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
