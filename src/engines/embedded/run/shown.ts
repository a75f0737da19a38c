import type { RunSnapshot, StepSnapshot } from '../../../domain/run.ts';
import type { Saying, SayingData } from '../../../domain/saying.ts';
import { formsOf, maskedLine } from '../masked.ts';
import type { EmbeddedOptions } from '../options.ts';
import { type Row, toSnapshot } from './snapshot.ts';

/** What others get to see of a run: without the engine's secrets, also where a step prints what a program or an address gave back. */
export function createShown({ secrets = {} }: Pick<EmbeddedOptions, 'secrets'>): (row: Row) => RunSnapshot {
  const forms = formsOf(Object.values(secrets).flatMap((pairs) => Object.values(pairs)));
  if (forms.length === 0) return toSnapshot;

  return (row) => {
    const snapshot = toSnapshot(row);
    return {
      ...spoken(snapshot),
      steps: snapshot.steps.map(stepOf),
      gates: snapshot.gates.map((gate) => spoken(gate)),
    };
  };

  function stepOf(step: StepSnapshot): StepSnapshot {
    return { ...spoken(step), children: step.children.map(stepOf) };
  }

  function spoken<T extends { message?: string; says?: readonly Saying[] }>(speaker: T): T {
    const { message, says } = speaker;
    if (message === undefined && says === undefined) return speaker;
    return {
      ...speaker,
      ...(message === undefined ? {} : { message: maskedLine(message, forms) }),
      ...(says === undefined ? {} : { says: says.map(sayingOf) }),
    };
  }

  function sayingOf(saying: Saying): Saying {
    const { data, why } = saying;
    return {
      ...saying,
      ...(data === undefined ? {} : { data: dataOf(data) }),
      ...(why === undefined ? {} : { why: why.map(sayingOf) }),
    };
  }

  function dataOf(data: SayingData): SayingData {
    return Object.fromEntries(
      Object.entries(data).map(([name, value]) => [
        name,
        typeof value === 'string' ? maskedLine(value, forms) : value,
      ]),
    );
  }
}
