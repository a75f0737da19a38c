import { type Answer, type ListLine, say } from '../domain/answer.ts';
import { USAGE } from '../domain/command.ts';
import type { Person } from '../domain/directory.ts';
import { mayOperate } from '../domain/permission.ts';
import { isFinal, type Phase } from '../domain/run.ts';
import { runView } from '../store/run-view.ts';
import { latestRuns } from '../store/runs.ts';
import type { FlowContext } from './context.ts';
import { peopleNames } from './people-names.ts';

/** How many runs a list shows. */
const LIST_RUNS = 10;

/** `/flow list`. */
export async function tellRuns(context: FlowContext): Promise<Answer> {
  const runs = await latestRuns(context.tx, LIST_RUNS);
  if (runs.length === 0) return say('run.none', 'neutral');
  const lines = runs.map((run): ListLine => {
    const data = {
      run: run.id,
      app: run.app ?? run.workflow,
      environment: run.environment ?? '–',
      phase: run.phase,
    };
    return { code: 'line.run', data };
  });
  return { kind: 'list', heading: 'list.runs', data: {}, lines };
}

/** `/flow status [run]`: one run in words; without a number the list. */
export async function tellStatus(context: FlowContext, id: number | undefined): Promise<Answer> {
  if (id === undefined) return await tellRuns(context);
  const view = await runView(context.tx, id);
  if (view === undefined) return say('run.unknown', 'bad', { run: id });
  const lines: ListLine[] = [];
  for (const { title, phase, message } of view.snapshot?.steps ?? []) {
    if (message === undefined || message === '' || !isFinal(phase))
      lines.push({ code: 'line.step', data: { title, step: phase } });
    else lines.push({ code: 'line.step-said', data: { title, step: phase, message } });
  }
  for (const approval of view.approvals) {
    if (approval.state !== 'open') continue;
    const who = peopleNames(context.directory, approval.approvers);
    lines.push({ code: 'line.gate', data: { title: approval.title, who } });
  }
  if (view.trouble !== null) lines.push({ code: view.trouble.code, data: view.trouble.data });
  const data = {
    run: view.id,
    app: view.app ?? view.workflow,
    environment: view.environment ?? '–',
    phase: view.phase satisfies Phase,
  };
  return { kind: 'list', heading: 'list.status', data, lines };
}

/** `/flow help`: the commands, and what this person may deploy. */
export function tellHelp(context: FlowContext, person: Person): Answer {
  const lines: ListLine[] = Object.values(USAGE).map((usage) => ({ code: 'line.usage', data: { usage } }));
  for (const app of context.directory.apps) {
    const mine = app.environments.filter((environment) => mayOperate(person, environment));
    if (mine.length === 0) continue;
    const environments = mine
      .map((environment) =>
        [environment.id, ...environment.parameters.map((one) => `${one.name}=…`)].join(' '),
      )
      .join(' · ');
    lines.push({ code: 'line.app', data: { app: app.id, environments } });
  }
  return { kind: 'list', heading: 'list.help', data: {}, lines };
}
