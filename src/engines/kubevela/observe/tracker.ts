/**
 * Follows the runs of one resource in one namespace and tells what is new. Of a run it keeps a few words only: what a card shows is compared by its
 * hash, since the controller writes the status again at each of its passes.
 */
import { createHash } from 'node:crypto';
import type { Json } from '../../../domain/run.ts';
import { isFinal, type RunSnapshot } from '../../../domain/run.ts';
import type { Log } from '../../../log.ts';
import { tell } from '../../common/told.ts';
import { endedForm } from '../form/ended.ts';
import { type Sink, uidOf } from './reflector.ts';
import type { Teller } from './teller.ts';
import { versionOf } from './watch-event.ts';

/** How the documents of one resource are read. */
export type Reader = {
  /** Undefined where the object runs nothing yet. Throws on what is no such document. */
  read(object: Json): RunSnapshot | undefined;
  /** What became of a run that its object does not show any more: it was deleted, or a newer run has taken its place. */
  end(ref: string, order: number): Promise<RunSnapshot | undefined>;
};

type Known = { ref: string; hash: string; over: boolean };

/** A run that ended longer ago is no news, even if its object was touched since. */
const NEWS_MS = 24 * 3600 * 1000;

export function createTracker(
  reader: Reader,
  teller: Teller,
  { log, now, newest }: { log: Log; now: () => number; newest: number | undefined },
): Sink {
  const known = new Map<string, Known>();
  /** Refs of runs whose end could not be looked at. */
  const lost = new Set<string>();
  /** Until everything was listed once, what has ended is old news, but for what ended since the state that was taken in last. */
  let first = true;

  function take(object: Json): void {
    const uid = uidOf(object);
    const snapshot = readSafely(object);
    const before = known.get(uid);
    if (snapshot === undefined) {
      if (before !== undefined) leave(uid, before, Number(versionOf(object)));
      return;
    }
    if (before !== undefined && before.ref !== snapshot.ref) leave(uid, before, snapshot.order);
    const same = before?.ref === snapshot.ref ? before : undefined;
    const hash = hashOf(snapshot);
    if (same?.hash === hash) return;
    const one: Known = same ?? { ref: snapshot.ref, hash: '', over: false };
    one.over = isFinal(snapshot.phase);
    known.set(uid, one);
    if (same === undefined && one.over && first && !isNews(snapshot)) {
      one.hash = hash;
      return;
    }
    teller.tell(snapshot, () => {
      one.hash = hash;
    });
  }

  function isNews({ order, endedAt }: RunSnapshot): boolean {
    return newest !== undefined && order > newest && endedAt !== undefined && now() - endedAt < NEWS_MS;
  }

  function readSafely(object: Json): RunSnapshot | undefined {
    try {
      return reader.read(object);
    } catch (cause) {
      log.warn({ cause, uid: uidOf(object) }, 'an object cannot be read as a run');
      return undefined;
    }
  }

  /** The object does not show this run any more. */
  function leave(uid: string, { ref, over }: Known, order: number): void {
    known.delete(uid);
    if (!over) tellEnd(ref, order);
  }

  function tellEnd(ref: string, order: number): void {
    lost.delete(ref);
    reader.end(ref, order).then(
      (snapshot) => {
        if (snapshot !== undefined) teller.tell(snapshot, () => {});
      },
      (cause: unknown) => {
        lost.add(ref);
        log.warn(
          { cause, ref },
          'it cannot be seen how a run has ended; it is looked at again with the next list',
        );
      },
    );
  }

  return {
    async listed(objects) {
      for (const object of objects) take(object);
      await teller.room();
    },
    complete(uids, version) {
      first = false;
      for (const [uid, one] of known) if (!uids.has(uid)) leave(uid, one, Number(version));
      for (const ref of lost) tellEnd(ref, Number(version));
    },
    changed: take,
    deleted(object) {
      const uid = uidOf(object);
      const one = known.get(uid);
      if (one === undefined) return;
      const last = readSafely(object);
      if (last === undefined || last.ref !== one.ref || isFinal(last.phase)) {
        leave(uid, one, Number(versionOf(object)));
        return;
      }
      known.delete(uid);
      if (!one.over) teller.tell(endedForm(last, tell('deleted-in-cluster'), now()), () => {});
    },
  };
}

/** Of what cards, questions and webhooks show; a new version of the object alone is no news. */
function hashOf(snapshot: RunSnapshot): string {
  const shown = JSON.stringify({ ...snapshot, order: 0 });
  return createHash('sha256').update(shown).digest('base64').slice(0, 22);
}
