import type { Clock } from '../../../src/time.ts';
import type { Change, ObjectStore, Stored } from './object-store.ts';
import { isTrue, type Target } from './request.ts';
import { selectorOf } from './selector.ts';
import { expired } from './status.ts';
import { bookmarkLine, errorLine, eventLine, lineOf } from './watch-lines.ts';
import { type StartOptions, startOf } from './watch-start.ts';

/** The open streams of changes. What a stream shows is written to its `Sink`. */
export type Watches = {
  /** Opens a stream; throws where the server would answer with an error instead. */
  open(target: Target, query: URLSearchParams, user: string, sink: Sink): Watch;
  /** Open streams that this is true of. */
  list(is?: (watch: Watch) => boolean): Watch[];
  /** A bookmark for every stream that takes them. */
  bookmark(): void;
  close(): void;
};

export type Sink = {
  write(line: string): void;
  /** The stream ends as it should. */
  end(): void;
  /** The connection breaks. */
  destroy(): void;
};

export type Watch = {
  readonly target: Target;
  readonly user: string;
  /** How many events it showed. */
  readonly told: number;
  end(): void;
  cut(): void;
  /** Nothing more comes and the connection stays, until `resume`: events wait. */
  stall(): void;
  resume(): void;
  /** It shows that its version is too old, and ends. */
  expire(): void;
  /** It shows this line as it is. */
  say(line: string): void;
};

export type WatchOptions = StartOptions & {
  /** Milliseconds between a write and its event; the event comes within the write where it is 0. */
  lagMs?: number;
  /** Milliseconds between bookmarks; a real server sends one a minute. */
  bookmarkEveryMs?: number;
};

export function createWatches(store: ObjectStore, clock: Clock, options: WatchOptions): Watches {
  const streams = new Set<Stream>();
  const silence = store.listen((change) => {
    for (const stream of streams) if (stream.target.resource === change.now.resource) stream.hear(change);
  });
  const every = options.bookmarkEveryMs ?? 60_000;
  let cancel = clock.after(every, tick);

  function tick(): void {
    for (const stream of streams) stream.bookmark();
    cancel = clock.after(every, tick);
  }

  return {
    open(target, query, user, sink) {
      const stream = createStream({
        store,
        clock,
        options,
        target,
        query,
        user,
        sink,
        closed: () => streams.delete(stream),
      });
      streams.add(stream);
      stream.begin();
      return stream;
    },
    list: (is = () => true) => [...streams].filter(is),
    bookmark() {
      for (const stream of streams) stream.bookmark();
    },
    close() {
      cancel();
      silence();
      for (const stream of streams) stream.cut();
    },
  };
}

type Stream = Watch & { begin(): void; hear(change: Change): void; bookmark(): void };

type StreamParts = {
  store: ObjectStore;
  clock: Clock;
  options: WatchOptions;
  target: Target;
  query: URLSearchParams;
  user: string;
  sink: Sink;
  closed: () => void;
};

/** The longest that a server lets a stream live when the client names no time: 30 to 60 minutes; here always 30. */
const LONGEST_SECONDS = 1800;

function createStream({ store, clock, options, target, query, user, sink, closed }: StreamParts): Stream {
  const selector = selectorOf(query, target.resource.custom);
  const bookmarks = isTrue(query.get('allowWatchBookmarks'));
  const seconds = Number(query.get('timeoutSeconds') ?? '0') || LONGEST_SECONDS;
  const { lagMs = 0 } = options;
  let waiting: string[] | undefined;
  let told = 0;
  let open = true;
  let seen = 0;
  const cancels = new Set<() => void>();

  function write(line: string): void {
    if (!open) return;
    if (waiting !== undefined) waiting.push(line);
    else {
      told += 1;
      sink.write(line);
    }
  }

  function soon(line: string): void {
    if (lagMs === 0) return write(line);
    const cancel = clock.after(lagMs, () => {
      cancels.delete(cancel);
      write(line);
    });
    cancels.add(cancel);
  }

  function over(how: () => void): void {
    if (!open) return;
    open = false;
    for (const cancel of cancels) cancel();
    closed();
    how();
  }

  function mine(stored: Stored): boolean {
    if (target.namespace !== '' && stored.namespace !== target.namespace) return false;
    if (target.name !== '' && stored.name !== target.name) return false;
    return selector === undefined || selector(stored.object);
  }

  const stream: Stream = {
    target,
    user,
    get told() {
      return told;
    },
    begin() {
      const start = startOf(store, query, options);
      if (start.kind === 'expired') {
        write(errorLine(start.error));
        over(() => sink.end());
        return;
      }
      seen = start.version;
      if (start.kind === 'state')
        for (const stored of store.list(target.resource)) if (mine(stored)) write(eventLine('ADDED', stored));
      if (start.initialEnd) write(bookmarkLine(target, store.version, true));
      for (const change of start.missed) stream.hear(change);
      // Shortly before its end a stream tells how far it came.
      cancels.add(clock.after(Math.max(0, seconds - 2) * 1000, () => stream.bookmark()));
      cancels.add(clock.after(seconds * 1000, () => over(() => sink.end())));
    },
    hear(change) {
      if (change.now.resource !== target.resource || change.version <= seen) return;
      seen = change.version;
      const line = lineOf(change, mine);
      if (line !== undefined) soon(line);
    },
    bookmark() {
      if (bookmarks) soon(bookmarkLine(target, store.version, false));
    },
    end: () => over(() => sink.end()),
    cut: () => over(() => sink.destroy()),
    stall() {
      waiting ??= [];
    },
    resume() {
      const lines = waiting ?? [];
      waiting = undefined;
      for (const line of lines) write(line);
    },
    expire() {
      write(errorLine(expired(`too old resource version: ${seen} (${store.version})`)));
      over(() => sink.end());
    },
    say: write,
  };
  return stream;
}
