import assert from 'node:assert/strict';
import { UpstreamError } from '../../../src/errors.ts';
import type { PlatformBench } from '../platform.ts';

export function signal(): AbortSignal {
  return AbortSignal.timeout(15_000);
}

export function outcome(wanted: string, code?: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof UpstreamError, String(error));
    assert.equal(error.outcome, wanted);
    if (code !== undefined) assert.equal(error.code, code);
    return true;
  };
}

/** Everything that only the person was shown, wherever. */
export function toldAlone(bench: PlatformBench): string {
  return [...bench.whispers(), ...bench.directMessages()].join('\n');
}

/** Waits until the assertion holds; its own failure is shown after five seconds. */
export async function eventually(check: () => void): Promise<void> {
  const deadline = performance.now() + 5_000;
  for (;;) {
    try {
      check();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(5);
    }
  }
}

/** Between two looks, and between two things that people do: never in place of a condition. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
