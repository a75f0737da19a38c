import type { RunSnapshot } from '../../../src/domain/run.ts';
import type { Engine } from '../../../src/engines/engine.ts';
import type { Memory, ZadigOptions } from '../../../src/engines/zadig/options.ts';
import { createZadigEngine } from '../../../src/engines/zadig/zadig-engine.ts';
import { silentLog } from '../../../src/log.ts';
import { type Clock, systemClock } from '../../../src/time.ts';
import { optionsFor } from './house.ts';

export type Running = AsyncDisposable & {
  readonly engine: Engine;
  readonly told: RunSnapshot[];
  restart(): Promise<void>;
};

/** Remembers what was told, as the database does. */
export function memoryOf(told: readonly RunSnapshot[]): Memory {
  return {
    newest: async () => (told.length === 0 ? undefined : Math.max(...told.map(({ order }) => order))),
    below: async () => [],
    startOf: async () => undefined,
    isBound: async (ref) => told.some((snapshot) => snapshot.ref === ref),
  };
}

/** An engine alone, and what it tells. */
export async function startEngine({
  url,
  token,
  clock = systemClock,
  ...more
}: { url: string; token: string; clock?: Clock } & Partial<ZadigOptions>): Promise<Running> {
  const told: RunSnapshot[] = [];
  async function start(): Promise<Engine> {
    const options = { ...optionsFor(url, token, memoryOf(told)), ...more };
    const { engine } = createZadigEngine(options, { clock, log: silentLog });
    await engine.start(async (snapshot) => void told.push(snapshot));
    return engine;
  }
  let engine = await start();
  return {
    get engine() {
      return engine;
    },
    told,
    async restart() {
      await engine.stop();
      engine = await start();
    },
    [Symbol.asyncDispose]: () => engine.stop(),
  };
}

/** A second of Zadig's passes in some milliseconds: it counts attempts by them. */
export function quickClock(): Clock {
  const begun = systemClock.now();
  return { ...systemClock, now: () => begun + (systemClock.now() - begun) * 200 };
}
