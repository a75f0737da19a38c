import type { WebSocket } from 'ws';

export type Connections<One> = {
  add(one: One): void;
  /** Takes one out that has ended. */
  remove(one: One): void;
  /** One that is open and fits, in turn, as a vendor spreads its pushes over the connections of an app. */
  next(fits?: (one: One) => boolean): One | undefined;
  count(): number;
  /** All of them at this moment: whoever ends some of them may go through the list meanwhile. */
  all(): One[];
  /** Ends them without a word. */
  terminate(): void;
};

type Onlooker = { emit(change: { type: 'connections'; open: number }): void };

/** The open connections of an app. Onlookers hear of it when one has gone. */
export function createConnections<One extends { ws: WebSocket }>(changes: Onlooker): Connections<One> {
  const connections: One[] = [];
  let turn = 0;
  return {
    add: (one) => void connections.push(one),
    remove(one) {
      const at = connections.indexOf(one);
      if (at >= 0) connections.splice(at, 1);
      changes.emit({ type: 'connections', open: connections.length });
    },
    next(fits = () => true) {
      const open = connections.filter((one) => one.ws.readyState === one.ws.OPEN && fits(one));
      return open[turn++ % Math.max(1, open.length)];
    },
    count: () => connections.length,
    all: () => connections.slice(),
    terminate() {
      for (const { ws } of connections.slice()) ws.terminate();
    },
  };
}
