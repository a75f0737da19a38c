import { parseCommand } from '../domain/command.ts';
import type { Event } from '../domain/event.ts';
import type { StepLog } from '../domain/step-log.ts';
import { findStep } from '../flows/run-step.ts';
import { runById } from '../store/runs.ts';
import type { IntakeParts } from './parts.ts';

/** What a command asks for that lies in files: read before its unit, which must not wait for a disk. Whether it may be told is up to the flow. */
export async function logsAsked(
  { db, log, logsOf }: Pick<IntakeParts, 'db' | 'log' | 'logsOf'>,
  { deed }: Event,
): Promise<readonly StepLog[] | undefined> {
  const asked = deed.kind === 'command' ? parseCommand(deed.name, deed.text) : undefined;
  if (asked?.kind !== 'logs' || logsOf === undefined) return undefined;
  const run = await runById(db.read, asked.run);
  if (run === undefined || run.ref === null) return undefined;
  try {
    return await logsOf(run, asked.step === undefined ? undefined : findStep(run, asked.step)?.path);
  } catch (cause) {
    log.warn({ run: run.id, cause }, 'what commands wrote could not be read');
    return undefined;
  }
}
