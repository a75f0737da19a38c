/**
 * Keeps up with all objects of one resource in one namespace: lists them, then watches from there.
 * Guarantees: what was there at the list or changed after it is told, through ends of streams, silent connections and versions that the server has
 * forgotten; what has vanished is told too, at the latest with the next list.
 */
import type { Json } from '../../../domain/run.ts';
import { UpstreamError } from '../../../errors.ts';
import type { Log } from '../../../log.ts';
import { type Clock, sleep } from '../../../time.ts';
import type { ApiClient } from '../client/api-client.ts';
import { collectionPath, type Resource } from '../document/resources.ts';
import type { Limits } from '../options.ts';
import { readEvent, versionOf } from './watch-event.ts';

export type Sink = {
  /** A page of a list. The next one is asked for when it resolves. */
  listed(objects: readonly Json[]): Promise<void>;
  /** All pages have come; what is not among these uids is gone. */
  complete(uids: ReadonlySet<string>, version: string): void;
  changed(object: Json): void;
  deleted(object: Json): void;
};

export type Reflector = {
  start(): void;
  /** Resolves when everything was listed once, or when that has failed for the first time. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
};

export function createReflector(
  { resource, namespace, limits }: { resource: Resource; namespace: string; limits: Limits },
  { client, clock, log }: { client: ApiClient; clock: Clock; log: Log },
  sink: Sink,
): Reflector {
  const path = collectionPath(resource, namespace);
  const stopping = new AbortController();
  let settle: () => void = () => {};
  const ready = new Promise<void>((resolve) => {
    settle = resolve;
  });
  let running: Promise<void> = Promise.resolve();
  /** Where the watch goes on; undefined: everything has to be listed. */
  let version: string | undefined;
  let listedAt = 0;
  let failures = 0;
  let lastCode = '';

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        if (version === undefined || clock.now() - listedAt >= limits.resyncMs) await list();
        settle();
        await watch(version ?? '');
      } catch (cause) {
        if (stopping.signal.aborted) break;
        settle();
        await recover(cause);
      }
    }
    settle();
  }

  async function list(): Promise<void> {
    const uids = new Set<string>();
    let from = '';
    for (;;) {
      const query = { limit: limits.pageObjects, ...(from === '' ? {} : { continue: from }) };
      const page = pageOf(await client.get(path, query));
      for (const object of page.items) uids.add(uidOf(object));
      await sink.listed(page.items);
      if (stopping.signal.aborted) return;
      from = page.continue;
      if (from !== '') continue;
      version = page.version;
      listedAt = clock.now();
      sink.complete(uids, page.version);
      return;
    }
  }

  async function watch(since: string): Promise<void> {
    const stream = new AbortController();
    const end = (): void => stream.abort();
    stopping.signal.addEventListener('abort', end, { once: true });
    const began = clock.now();
    let lines = 0;
    let stalled = false;
    let cancel = arm();
    function arm(): () => void {
      return clock.after(limits.stallMs, () => {
        stalled = true;
        stream.abort();
      });
    }
    const query = {
      resourceVersion: since,
      allowWatchBookmarks: true,
      timeoutSeconds: Math.ceil(limits.watchMs / 1000),
    };
    try {
      for await (const line of client.watch(path, query, stream.signal)) {
        cancel();
        cancel = arm();
        take(line);
        lines += 1;
        failures = 0;
        lastCode = '';
      }
    } catch (cause) {
      if (!stalled) throw cause;
      log.warn({ resource, namespace }, 'a watch was silent for too long and is opened anew');
    } finally {
      cancel();
      stopping.signal.removeEventListener('abort', end);
    }
    // A server that ends every watch at once must not be asked without a rest.
    if (lines === 0 && clock.now() - began < limits.retryMs)
      await sleep(clock, limits.retryMs, stopping.signal);
  }

  function take(line: string): void {
    const event = readEvent(line);
    if (event.kind === 'changed') sink.changed(event.object);
    if (event.kind === 'deleted') sink.deleted(event.object);
    if (event.version !== '') version = event.version;
  }

  async function recover(cause: unknown): Promise<void> {
    const code = cause instanceof UpstreamError ? cause.code : 'error';
    // What happened in between is only to be had from a new list.
    if (code === 'Expired' || code === 'Gone') version = undefined;
    // Said once: a right that is missing stays missing for hours.
    if (code !== lastCode)
      log.warn({ resource, namespace, cause }, 'objects cannot be watched; it is tried again');
    lastCode = code;
    failures += 1;
    // Also of a right or a kind that is missing: a server that has just started misses them for a moment.
    const rest = limits.retryMs * 2 ** Math.min(failures - 1, 12);
    await sleep(clock, Math.min(rest, limits.longestRetryMs), stopping.signal);
  }

  return {
    start() {
      running = run();
    },
    ready,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

type Page = { items: readonly Json[]; version: string; continue: string };

function pageOf(body: Json): Page {
  const list = typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {};
  const { items, metadata } = list;
  const next =
    typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata) ? metadata['continue'] : '';
  return {
    items: Array.isArray(items) ? items : [],
    version: versionOf(body),
    continue: typeof next === 'string' ? next : '',
  };
}

export function uidOf(object: Json): string {
  const metadata =
    typeof object === 'object' && object !== null && 'metadata' in object ? object['metadata'] : null;
  const uid = typeof metadata === 'object' && metadata !== null && 'uid' in metadata ? metadata['uid'] : '';
  return typeof uid === 'string' ? uid : '';
}
