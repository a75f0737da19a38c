/** What would run if something were started now, from what is watched. */
import type { OutlineStep } from '../../domain/outline.ts';
import { UserError } from '../../errors.ts';
import type { RunRequest } from '../engine.ts';
import { stepsOfApplication } from './form/subject.ts';
import type { Named } from './names.ts';
import { outlineOf, stepsFrom } from './outline.ts';
import type { Library } from './start/library.ts';
import { withParameters } from './start/parameters.ts';
import { namedSteps } from './start/template.ts';

type Request = Pick<RunRequest, 'workflow' | 'parameters'>;

/** Undefined where only the cluster knows. Throws a `UserError` where a start would refuse it. */
export function plannedOutline(
  library: Library,
  named: Named,
  request: Request,
): readonly OutlineStep[] | undefined {
  const isWhole = library.isWhole(named.kind, named.namespace);
  if (named.kind === 'Application') {
    const known = library.application(named);
    if (known !== undefined) return outlineOfApplication(library, named, known, request);
    return isWhole && !library.hasApplication(named) ? library.unknown(request.workflow) : undefined;
  }
  const template = library.file(named) ?? library.template(named);
  if (template === undefined) return isWhole ? library.unknown(request.workflow) : undefined;
  const settable = { context: template.context, steps: namedSteps(template.steps) };
  return outlineOf(stepsFrom(withParameters(request.workflow, settable, request.parameters).steps));
}

function outlineOfApplication(
  library: Library,
  { namespace, name }: Named,
  { spec, owner }: NonNullable<ReturnType<Library['application']>>,
  { workflow, parameters }: Request,
): readonly OutlineStep[] {
  if (owner !== undefined) throw new UserError('engine.gitops', { application: name, owner });
  const own = spec.workflow?.steps ?? [];
  const { steps } = withParameters(workflow, { components: spec.components, steps: own }, parameters);
  const all = own.length > 0 ? stepsFrom(steps) : stepsOfApplication(spec, namespace, library.findTemplate);
  return outlineOf(all, spec.policies);
}
