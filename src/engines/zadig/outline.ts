/** The steps of a workflow that was not started yet. */
import type { OutlineStep } from '../../domain/outline.ts';
import { oneLine } from '../common/one-line.ts';
import type { Definition } from './document/definition.ts';
import type { Input } from './start/inputs.ts';

/** `inputs`: the jobs that run and what they get, where that is known. */
export function outlineOf(
  { stages }: Definition,
  skips: readonly string[],
  inputs?: readonly Input[],
): OutlineStep[] {
  return stages.flatMap((stage) => {
    const path = oneLine(stage.name);
    const jobs = stage.jobs.filter(({ name }) =>
      inputs === undefined ? !skips.includes(name) : inputs.some(({ job_name }) => job_name === name),
    );
    const waits = stage.manual_exec?.enabled === true;
    return [
      { path, title: path, type: 'stage', depth: 0, gate: { kind: waits ? 'asks' : 'none' } } as const,
      ...jobs.map(({ name, type }): OutlineStep => {
        const title = oneLine(name);
        const gate: OutlineStep['gate'] = { kind: type === 'approval' ? 'asks' : 'none' };
        const to = inputs?.find(({ job_name }) => job_name === name)?.parameters['env_name'];
        const place = typeof to === 'string' && to !== '' ? { deploysTo: [to] } : {};
        return { path: `${path}/${title}`, title, type, depth: 1, gate, ...place };
      }),
    ];
  });
}
