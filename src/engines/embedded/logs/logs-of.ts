import type { StepLog } from '../../../domain/step-log.ts';
import type { EmbeddedOptions } from '../options.ts';
import { partsOf } from '../parts.ts';
import { graphOf } from '../run/graph.ts';
import type { Row } from '../run/snapshot.ts';
import { stateOf } from '../run/state.ts';
import { openLogs } from './logs-folder.ts';
import { LOG_BYTES } from './read-log.ts';

/** What is read of each log when all steps are asked for. */
const TAIL_BYTES = 8192;

/** Of each step's newest attempt. */
export async function logsOf(
  options: EmbeddedOptions,
  { id, document, state }: Row,
  path: string | undefined,
): Promise<StepLog[]> {
  const reading = await openLogs(options, String(id));
  const logs: StepLog[] = [];
  for (const node of graphOf(document.plan).nodes.values()) {
    const step = stateOf(state, node);
    if (step === undefined || node.plan.subSteps !== undefined) continue;
    if (path !== undefined && node.path !== path) continue;
    const found = await reading(step.attempt, path === undefined ? TAIL_BYTES : LOG_BYTES);
    const { type, properties } = node.plan;
    const deployed = partsOf(document.plan, type, properties);
    const parts = 'problem' in deployed ? [] : deployed.parts;
    const several = new Set(found.map(({ part }) => part)).size > 1;
    for (const { part, ...log } of found) {
      const name = parts.find(({ number }) => String(number) === part)?.key ?? part;
      logs.push({ step: node.path, ...(several ? { part: name } : {}), ...log });
    }
  }
  return logs;
}
