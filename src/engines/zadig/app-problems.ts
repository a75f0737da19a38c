import type { App } from '../../domain/directory.ts';
import type { Problem } from '../../errors.ts';
import { parseWorkflow } from './form/ref.ts';
import { shapeProblem } from './start/inputs.ts';

/** What keeps these apps from running, as far as it can be told without Zadig: it need not answer when the server starts. */
export function appProblems(apps: readonly Pick<App, 'id' | 'environments'>[]): Problem[] {
  return apps.flatMap((app) =>
    app.environments.flatMap(({ id, workflow, parameters }): Problem[] => {
      const path = `apps.${app.id}.environments.${id}`;
      if (parseWorkflow(workflow) === undefined) {
        const message = `"${workflow}" is no workflow of Zadig: write project and workflow by their keys, yaml/demo-workflow`;
        return [{ path: `${path}.workflow`, message }];
      }
      return parameters.flatMap(({ name, sets }) => {
        const message = shapeProblem(sets);
        return message === undefined ? [] : [{ path: `${path} parameter ${name}`, message }];
      });
    }),
  );
}
