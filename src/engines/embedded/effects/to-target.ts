/** From one part of a step to the command or request of its target. */
import { join } from 'node:path';
import { type Told, tell, tellBecause } from '../../common/told.ts';
import { propertiesWith } from '../component-data.ts';
import type { Part } from '../parts.ts';
import type { Fields } from '../plan.ts';
import { contextOf } from '../run/scope.ts';
import type { StepState } from '../run/state.ts';
import { destinationOf, untaken } from '../targets.ts';
import { type CommandRun, runCommand } from './command.ts';
import type { EffectResult } from './effect.ts';
import { hostOf, judgeTarget } from './http.ts';
import { httpJob } from './http-job.ts';
import { inexactIn } from './inexact.ts';
import type { Around, Job } from './job.ts';

/** What a target gets: the component itself, and under `context` what it belongs to and where it goes. */
export function toTarget(around: Around, part: Part): Job | { problem: Told } {
  const { options, document, node, step, ref } = around;
  const found = destinationOf(options.targets, part, document.environment);
  const { name, type, traits } = part.component;
  if (found === undefined) return { problem: untaken(options.targets, part, document.environment) };
  const { target, environment } = found;
  const filled = propertiesWith(part.component, part.taken ?? [], {
    deployed: step.deployed ?? {},
    outputs: around.outputs,
  });
  if ('problem' in filled) return { problem: tellBecause('component', filled.problem, { name }) };
  const { properties } = filled;
  const inexact = inexactIn(properties, 'properties');
  if (inexact !== undefined) return { problem: tellBecause('component', inexact, { name }) };
  const input: Fields = {
    name,
    type,
    properties,
    traits,
    context: {
      ...contextOf(document.plan, node, step.attempt),
      app: document.app,
      environment,
      workflow: document.plan.workflow,
      run: ref,
      step: node.plan.name,
      ...part.said,
    },
  };
  const key = `${around.key}-${part.number}`;
  if (target.http !== undefined) {
    const { url, headers, timeoutMs } = target.http;
    return httpJob(
      { ...around, key },
      { url, method: 'POST', headers, body: input, timeoutMs },
      judgeTarget(hostOf(url)),
      'operator',
    );
  }
  const { command } = target;
  if (command === undefined)
    return {
      problem: tell('given', { why: `target "${target.name}" has neither a command nor an address` }),
    };
  const folder = join(options.dataDir, 'attempts', `${ref}-${step.attempt}-${part.number}`);
  return {
    kind: 'command',
    folders: [folder],
    run: ({ clock }, signal) =>
      timed(
        command.timeoutMs,
        { command, folder, input, outputBytes: around.limits.outputBytes, clock, signal },
        step,
      ),
  };
}

/** Ends a command that takes longer than its target allows; the time counts from its begin, through restarts. */
async function timed(timeoutMs: number | undefined, run: CommandRun, step: StepState): Promise<EffectResult> {
  if (timeoutMs === undefined) return await runCommand(run);
  const own = new AbortController();
  const relay = (): void => own.abort(run.signal.reason);
  run.signal.addEventListener('abort', relay, { once: true });
  if (run.signal.aborted) relay();
  const since = step.effect?.since ?? run.clock.now();
  const cancel = run.clock.after(since + timeoutMs - run.clock.now(), () => own.abort('timeout'));
  try {
    const result = await runCommand({ ...run, signal: own.signal });
    if (result.kind !== 'aborted' || run.signal.aborted) return result;
    return { kind: 'failed', ...tell('target-late', { seconds: timeoutMs / 1000 }) };
  } finally {
    cancel();
    run.signal.removeEventListener('abort', relay);
  }
}
