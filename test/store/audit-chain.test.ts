import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { type AuditKey, createAuditKeys } from '../../src/domain/audit-key.ts';
import {
  type ChainCheck,
  type ChainedEntry,
  type ChainFault,
  checkChain,
  GENESIS,
  hashOf,
} from '../../src/store/audit-chain.ts';
import { type AuditHead, readHead, signHead } from '../../src/store/audit-head.ts';
import { AUDIT_KEYS, AUDIT_SECRET } from '../fakes/audit-keys.ts';

const KEY = AUDIT_KEYS.current;
const FORMER = 'former-key-0123456789-0123456789-abcd';
const STRANGER = createAuditKeys('key-of-a-stranger-0123456789-abcdef').current;

/** A chain of as many entries as there are keys; without a key an entry is as older versions wrote it. */
function chain(keys: readonly (AuditKey | undefined)[], word = 'as it was'): ChainedEntry[] {
  const entries: ChainedEntry[] = [];
  for (const [i, key] of keys.entries()) append(entries, key, { word, step: i });
  return entries;
}

function append(entries: ChainedEntry[], key: AuditKey | undefined, detail: unknown): void {
  const id = entries.length + 1;
  const previous = entries.at(-1)?.hash ?? GENESIS;
  // A start with the key takes over what an older version wrote.
  const takesOver = key !== undefined && /^[^-]+$/.test(previous) && id > 1;
  const action = takesOver ? 'audit.keyed' : 'run.requested';
  const content = { at: 1000 + id, actor: 'ada', action, run: id, detail };
  const hash = key === undefined ? unkeyed(content, previous) : hashOf(content, previous, key);
  entries.push({ id, ...content, previous, hash });
}

/** The hash of version 0.1, whose details had their keys in this order. */
function unkeyed(entry: Omit<ChainedEntry, 'id' | 'previous' | 'hash'>, previous: string): string {
  const { at, actor, action, run, detail } = entry;
  const { step, word } = detail as { step: number; word: string };
  const text = JSON.stringify([previous, at, actor, action, run, { step, word }]);
  return createHash('sha256').update(text).digest('hex');
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

async function check(entries: readonly ChainedEntry[], options?: ChainCheck, keys = AUDIT_KEYS) {
  async function* pages() {
    yield entries.slice(0, 2);
    yield entries.slice(2);
  }
  return await checkChain(pages(), keys, options);
}

async function faultIn(
  entries: readonly ChainedEntry[],
  options?: ChainCheck,
): Promise<ChainFault | undefined> {
  const verdict = await check(entries, options);
  return verdict.intact ? undefined : verdict.fault;
}

function headOf(entries: readonly ChainedEntry[]): AuditHead {
  const newest = entries.at(-1);
  assert.ok(newest);
  return { number: newest.id, hash: newest.hash, at: 5000 };
}

describe('a chain with a key', () => {
  it('is intact as it was written, and when it is empty', async () => {
    const entries = chain(times(5, KEY));
    assert.deepEqual(await check(entries), {
      entries: 5,
      newest: { id: 5, hash: entries[4]?.hash },
      spans: [{ key: KEY.id, from: 1, to: 5 }],
      intact: true,
    });
    assert.deepEqual(await check([]), { entries: 0, newest: undefined, spans: [], intact: true });
  });

  const changes: Record<string, Partial<ChainedEntry>> = {
    who: { actor: 'ben' },
    what: { action: 'run.ended' },
    when: { at: 1 },
    run: { run: null },
    detail: { detail: { word: 'otherwise', step: 2 } },
    hash: { hash: `${KEY.id}-${'0'.repeat(64)}` },
    'hash that is none': { hash: 'x' },
  };
  for (const [what, change] of Object.entries(changes)) {
    it(`shows that an entry was changed: ${what}`, async () => {
      const entries = chain(times(5, KEY)).map((entry) => (entry.id === 3 ? { ...entry, ...change } : entry));
      assert.deepEqual(await faultIn(entries), { kind: 'changed', at: 3 });
    });
  }

  it('shows that entries were removed, put in, swapped or given other numbers', async () => {
    const entries = chain(times(5, KEY));
    const [one, two, three, four, five] = entries as [
      ChainedEntry,
      ChainedEntry,
      ChainedEntry,
      ChainedEntry,
      ChainedEntry,
    ];
    assert.deepEqual(await faultIn([one, two, four, five]), { kind: 'torn', at: 4 });
    assert.deepEqual(await faultIn([two, three, four, five]), { kind: 'no-beginning', at: 2 });
    assert.deepEqual(await faultIn([one, two, { ...two, id: 3 }, { ...three, id: 4 }]), {
      kind: 'torn',
      at: 3,
    });
    assert.deepEqual(await faultIn([one, { ...three, id: 2 }, { ...two, id: 3 }, four]), {
      kind: 'torn',
      at: 2,
    });
    assert.deepEqual(await faultIn([one, two, { ...three, id: 2 }]), { kind: 'torn', at: 2 });
  });

  it('is made anew by nobody who has no key, or another one', async () => {
    assert.deepEqual(await faultIn(chain(times(4, STRANGER))), {
      kind: 'unknown-key',
      at: 1,
      key: STRANGER.id,
    });
    const forged = chain(times(4, STRANGER)).map((entry) => ({
      ...entry,
      hash: entry.hash.replace(STRANGER.id, KEY.id),
    }));
    assert.deepEqual(await faultIn(forged), { kind: 'changed', at: 1 });
    const tail = chain([KEY, KEY, undefined, undefined]);
    assert.deepEqual(await faultIn(tail), { kind: 'key-dropped', at: 3 });
  });

  it('may be a piece of a longer one only when that is said', async () => {
    const piece = chain(times(5, KEY)).slice(2);
    assert.deepEqual(await faultIn(piece), { kind: 'no-beginning', at: 3 });
    assert.equal(await faultIn(piece, { part: true }), undefined);
    const changed = piece.map((entry) => (entry.id === 3 ? { ...entry, previous: GENESIS } : entry));
    assert.deepEqual(await faultIn(changed, { part: true }), { kind: 'changed', at: 3 });
  });
});

describe('keys that changed', () => {
  const former = createAuditKeys(FORMER).current;

  it('are all taken while the configuration names them', async () => {
    const entries = chain([former, former, KEY, KEY]);
    const verdict = await check(entries, {}, createAuditKeys(AUDIT_SECRET, [FORMER]));
    assert.ok(verdict.intact);
    assert.deepEqual(verdict.spans, [
      { key: former.id, from: 1, to: 2 },
      { key: KEY.id, from: 3, to: 4 },
    ]);
    assert.deepEqual(await faultIn(entries), { kind: 'unknown-key', at: 1, key: former.id });
  });

  it('begin with none: what an older version wrote is taken at the beginning', async () => {
    const entries = chain([undefined, undefined, KEY, KEY]);
    const verdict = await check(entries);
    assert.ok(verdict.intact);
    assert.deepEqual(verdict.spans, [
      { key: undefined, from: 1, to: 2 },
      { key: KEY.id, from: 3, to: 4 },
    ]);
    const changed = entries.map((entry) => (entry.id === 1 ? { ...entry, actor: 'ben' } : entry));
    assert.deepEqual(await faultIn(changed), { kind: 'changed', at: 1 });
    const remade = [...chain(times(2, undefined), 'otherwise'), ...entries.slice(2)];
    assert.deepEqual(await faultIn(remade), { kind: 'torn', at: 3 }, 'the first entry with a key holds them');
  });

  it('take over what carries none by an entry that says so, and by no other', async () => {
    const entries = chain([undefined, undefined]);
    const content = { at: 1003, actor: 'ada', action: 'run.requested', run: 3, detail: {} };
    const previous = entries[1]?.hash ?? '';
    entries.push({ id: 3, ...content, previous, hash: hashOf(content, previous, KEY) });
    assert.deepEqual(await faultIn(entries), { kind: 'key-unannounced', at: 3 });
    assert.deepEqual(await faultIn(entries.slice(1), { part: true }), { kind: 'key-unannounced', at: 3 });
    assert.equal(await faultIn(entries.slice(2), { part: true }), undefined);
  });
});

describe('a signed head', () => {
  const entries = chain(times(5, KEY));
  const head = headOf(entries.slice(0, 4));

  it('is found in the chain that it was taken of, however long that has become', async () => {
    assert.equal(await faultIn(entries, { head }), undefined);
    assert.equal(await faultIn(entries.slice(0, 4), { head }), undefined);
  });

  it('shows an end that was cut off, which is not seen without it', async () => {
    assert.equal(await faultIn(entries.slice(0, 3)), undefined);
    assert.deepEqual(await faultIn(entries.slice(0, 3), { head }), { kind: 'cut', at: 4 });
    assert.deepEqual(await faultIn([], { head }), { kind: 'cut', at: 4 });
  });

  it('shows a chain that was made anew, with the very key or without any', async () => {
    assert.deepEqual(await faultIn(chain(times(5, KEY), 'otherwise'), { head }), {
      kind: 'rewritten',
      at: 4,
    });
    const bare = chain(times(5, undefined), 'otherwise');
    assert.equal(await faultIn(bare), undefined);
    assert.deepEqual(await faultIn(bare, { head }), { kind: 'rewritten', at: 4 });
  });

  it('shows that its entry is not there though later ones are', async () => {
    const skipping = chain(times(5, KEY), 'otherwise').map((entry) =>
      entry.id > 3 ? { ...entry, id: entry.id + 5 } : entry,
    );
    assert.deepEqual(await faultIn(skipping, { head }), { kind: 'head-skipped', at: 4 });
  });

  it('says nothing of another piece, but that what came later carries a key', async () => {
    const part = true;
    assert.equal(await faultIn(entries.slice(0, 3), { head, part }), undefined);
    assert.equal(await faultIn(entries.slice(4), { head, part }), undefined);
    assert.deepEqual(await faultIn([...entries.slice(2, 3), ...entries.slice(4)], { head, part }), {
      kind: 'torn',
      at: 5,
    });
    const older = chain(times(3, undefined));
    const signed = headOf(older.slice(0, 1));
    assert.deepEqual(await faultIn(older.slice(1), { head: signed, part }), { kind: 'key-dropped', at: 2 });
  });

  it('lets nothing without a key come after it', async () => {
    const older = chain(times(3, undefined));
    const signed = headOf(older);
    assert.equal(await faultIn(older, { head: signed }), undefined);
    append(older, undefined, { word: 'later', step: 3 });
    assert.deepEqual(await faultIn(older, { head: signed }), { kind: 'key-dropped', at: 4 });
  });

  it('is read again as it was signed, and only then', () => {
    const text = signHead(head, KEY);
    assert.match(text, /^head\.1\.4\.[0-9a-f-]{73}\.5000\.[0-9a-f-]{73}$/);
    assert.deepEqual(readHead(`${text}\n`, AUDIT_KEYS), { kind: 'head', head });
    assert.deepEqual(readHead(text.replace('.4.', '.3.'), AUDIT_KEYS), { kind: 'forged' });
    assert.deepEqual(readHead(text.replace('.5000.', '.5001.'), AUDIT_KEYS), { kind: 'forged' });
    assert.deepEqual(readHead(signHead(head, STRANGER), AUDIT_KEYS), {
      kind: 'unknown-key',
      key: STRANGER.id,
    });
    for (const bad of ['', 'head.1.4', text.slice(0, -1), `x${text}`, `${text}0`])
      assert.deepEqual(readHead(bad, AUDIT_KEYS), { kind: 'malformed' }, bad);
  });
});
