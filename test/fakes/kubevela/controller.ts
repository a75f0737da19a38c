import type { Clock } from '../../../src/time.ts';
import { clone, type JsonObject, textAt } from '../kubernetes/json.ts';
import type { KubeClient } from '../kubernetes/kube-client.ts';
import type { Resource } from '../kubernetes/resources.ts';
import { createInformer } from './informer.ts';
import { createWorkQueue } from './work-queue.ts';

/** A controller as controller-runtime makes them: a cache that is fed by a watch, a queue, and one function that looks at one object. */
export type Controller = {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Looks at an object now, whatever its timers say. */
  wake(namespace: string, name: string): void;
  /** Resolves when it has nothing to do but wait for timers. */
  idle(): Promise<void>;
  /** How often it looked at an object. */
  readonly passes: number;
  /** How many of its writes were refused because somebody wrote in between. */
  readonly conflicts: number;
};

export type ControllerParts = {
  client: KubeClient;
  clock: Clock;
  resource: Resource;
  workers: number;
  /** Whether a change of an object wakes it. */
  matters: (before: JsonObject, after: JsonObject) => boolean;
  /**
   * Looks at its own copy of an object; resolves with the milliseconds until it wants to look again by itself. What it throws is tried again
   * with growing pauses.
   */
  reconcile: (object: JsonObject) => Promise<number | undefined>;
  failed: (object: JsonObject) => void;
  gone: (object: JsonObject) => void;
};

/** The server refused a write with 409. */
export class Conflict extends Error {}

export function createController(parts: ControllerParts): Controller {
  const { client, clock, resource, workers, matters, reconcile, failed, gone } = parts;
  const queue = createWorkQueue(clock, workers, look);
  let passes = 0;
  let conflicts = 0;
  const informer = createInformer(client, resource, (key, before, after) => {
    if (after === undefined) gone(before ?? {});
    else if (before === undefined || matters(before, after)) queue.add(key);
  });

  async function look(key: string): Promise<void> {
    const cached = informer.get(key);
    if (cached === undefined) return;
    passes += 1;
    try {
      const again = await reconcile(clone(cached));
      queue.forget(key);
      if (again !== undefined) queue.addAfter(key, again);
    } catch (error) {
      if (isOurs(error)) queueMicrotask(() => void Promise.reject(error));
      failed(cached);
      if (error instanceof Conflict) conflicts += 1;
      queue.addRateLimited(key);
    }
  }

  return {
    start: () => informer.start(),
    async stop() {
      informer.stop();
      await queue.stop();
    },
    wake: (namespace, name) => queue.add(`${namespace}/${name}`),
    idle: () => queue.idle(),
    get passes() {
      return passes;
    },
    get conflicts() {
      return conflicts;
    },
  };
}

/** A mistake of the model itself: it must not look like a controller that tries again. */
function isOurs(error: unknown): error is Error {
  return error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
}

/** Throws where a write was refused; an object that is gone is none. */
export function checkWrite({ code, body }: { code: number; body: JsonObject }): JsonObject {
  if (code === 409) throw new Conflict(textAt(body, 'message'));
  if (code !== 200 && code !== 201 && code !== 404)
    throw new Error(`write refused: ${textAt(body, 'message')}`);
  return body;
}
