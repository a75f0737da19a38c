/** Sees runs that wait although they are about to end, and has each of them looked at, one call at a time, until that has worked. */
import type { Json, RunSnapshot } from '../../../domain/run.ts';
import type { Log } from '../../../log.ts';
import { type Clock, sleep } from '../../../time.ts';
import { parseRef, type RunRef } from '../form/ref.ts';
import type { Sink } from './reflector.ts';

const RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;

export type Ender = {
  sink(read: (object: Json) => RunSnapshot | undefined): Sink;
  stop(): Promise<void>;
};

/** `end` may be called for a run that goes on by itself. */
export function createEnder(
  end: (ref: RunRef) => Promise<void>,
  { clock, log }: { clock: Clock; log: Log },
): Ender {
  const busy = new Map<string, Promise<void>>();
  /** Seen again while it was busy: by then it may wait at another step. */
  const again = new Set<string>();
  const stopping = new AbortController();

  function take(ref: string): void {
    const parsed = parseRef(ref);
    if (parsed === undefined || stopping.signal.aborted) return;
    if (busy.has(ref)) again.add(ref);
    else busy.set(ref, work(ref, parsed));
  }

  async function work(ref: string, parsed: RunRef): Promise<void> {
    let rest = RETRY_MS;
    do {
      again.delete(ref);
      try {
        await end(parsed);
        rest = RETRY_MS;
      } catch (cause) {
        log.warn({ cause, ref }, 'a cancelled run waits and could not be ended; it is tried again');
        again.add(ref);
        await sleep(clock, rest, stopping.signal);
        rest = Math.min(rest * 2, LONGEST_RETRY_MS);
      }
    } while (again.has(ref) && !stopping.signal.aborted);
    again.delete(ref);
    busy.delete(ref);
  }

  return {
    sink(read) {
      const look = (object: Json): void => {
        const ref = isStuck(object) ? readSafely(read, object)?.ref : undefined;
        if (ref !== undefined) take(ref);
      };
      return {
        async listed(objects) {
          for (const object of objects) look(object);
        },
        complete() {},
        changed: look,
        deleted() {},
      };
    },
    async stop() {
      stopping.abort();
      await Promise.all(busy.values());
    },
  };
}

/** What is no run has been said where runs are told. */
function readSafely(read: (object: Json) => RunSnapshot | undefined, object: Json): RunSnapshot | undefined {
  try {
    return read(object);
  } catch {
    return undefined;
  }
}

/** Looked at as it came: hardly any object is so, and reading one costs. */
function isStuck(object: Json): boolean {
  const status = fieldsOf(fieldsOf(object)['status']);
  const progress = 'workflow' in status ? fieldsOf(status['workflow']) : status;
  return progress['terminated'] === true && progress['suspend'] === true && progress['finished'] !== true;
}

function fieldsOf(value: Json | undefined): { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
