import type { App } from '../../domain/directory.ts';
import { ConfigError, type Problem, UserError } from '../../errors.ts';
import { nameOf, parseName } from './names.ts';
import type { KubeVelaOptions } from './options.ts';
import { shapeProblem, withParameters } from './start/parameters.ts';
import { namedSteps, type Template } from './start/template.ts';
import { loadTemplates } from './start/template-files.ts';

type Runs = Pick<App, 'id' | 'environments'>;
type Environment = Runs['environments'][number];

/**
 * What keeps these apps from running, as far as it can be told without the cluster: it need not answer when the server starts. `doctor` asks it
 * whether the rest is there.
 */
export async function appProblems(
  { namespaces, templates }: Pick<KubeVelaOptions, 'namespaces' | 'templates'>,
  apps: readonly Runs[],
): Promise<readonly Problem[]> {
  let files: readonly Template[] = [];
  try {
    if (templates !== undefined) files = await loadTemplates(templates, namespaces);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return apps.flatMap((app) =>
    app.environments.flatMap((one) => environmentProblems(namespaces, files, app.id, one)),
  );
}

function environmentProblems(
  namespaces: readonly string[],
  files: readonly Template[],
  app: string,
  { id, workflow, parameters }: Environment,
): Problem[] {
  const path = `apps.${app}.environments.${id}`;
  const named = parseName(workflow, namespaces);
  if (named === undefined) {
    const message = `"${workflow}" is neither a template (release) nor an Application (application/shop) in ${namespaces.join(', ')}; another namespace than the first stands before it (${namespaces.at(-1)}/release)`;
    return [{ path: `${path}.workflow`, message }];
  }
  const short = nameOf(named, namespaces);
  if (short !== workflow)
    return [{ path: `${path}.workflow`, message: `is written ${short}: runs are told by that name` }];
  const file = files.find(
    (one) => named.kind === 'Workflow' && one.name === named.name && one.namespace === named.namespace,
  );
  return parameters.flatMap(({ name, sets }) => {
    const problem = shapeProblem(sets, named.kind)?.message ?? (file && placeProblem(file, sets));
    return problem === undefined ? [] : [{ path: `${path} parameter ${name}`, message: problem }];
  });
}

function placeProblem({ name, context, steps }: Template, sets: string): string | undefined {
  try {
    withParameters(name, { context, steps: namedSteps(steps) }, [{ sets, value: '' }]);
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return String(error.data['problem']);
    throw error;
  }
}
