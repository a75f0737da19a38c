/** One object of a workflow file: a Workflow, a WorkflowRun or an Application. */
import type { Json } from '../../../domain/run.ts';
import { isObject } from '../expressions/path.ts';
import { nicknameOf } from '../nickname.ts';
import type { EmbeddedOptions } from '../options.ts';
import type { Component, Fields, Mode, Plan } from '../plan.ts';
import { readComponents } from './components.ts';
import { didYouMean } from './did-you-mean.ts';
import { readModes } from './mode.ts';
import { checkOrder } from './order.ts';
import { readPolicies } from './policies.ts';
import { fieldsOf, itemsOf, type Spot, textOf } from './spot.ts';
import { readStep } from './step.ts';
import type { StepContext } from './step-context.ts';
import { flat, giversOf, nameSteps } from './step-names.ts';

const API_VERSIONS: Readonly<Record<string, string>> = {
  Workflow: 'core.oam.dev/v1alpha1',
  WorkflowRun: 'core.oam.dev/v1alpha1',
  Application: 'core.oam.dev/v1beta1',
};

const HEAD = ['apiVersion', 'kind', 'metadata'];
/** Other kinds of KubeVela that its pages put beside workflows, and where they belong here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  Policy: '; write it into spec.policies of each Application that means it',
  ConfigMap: '; it is an object of a cluster',
  Secret:
    '; it is an object of a cluster, and here secretRef means "secrets" of this engine in the configuration',
};
const BY_REFERENCE = 'steps by reference are not supported here; write the steps into this file';

/** Undefined when the object is no workflow at all; complaints say why. */
export function readWorkflow(spot: Spot, options: EmbeddedOptions): Plan | undefined {
  const kind = readKind(spot);
  if (kind === undefined) return undefined;
  const metadata = spot.at('metadata', '"metadata"');
  const name = textOf(metadata, 'name');
  if (name === undefined || name === '') {
    metadata.complain(`this ${kind} needs metadata.name: it is run by that name`);
  }
  const parts = readParts(spot, kind, options);
  const namespace = textOf(metadata, 'namespace') ?? 'default';
  const workflow = name ?? '';
  const named = nameSteps(parts.steps);
  const all = flat(named);
  const { mode } = parts;
  const context: StepContext = {
    around: {
      options,
      components: parts.components,
      policies: parts.policies,
      namespace,
    },
    isApplication: kind === 'Application',
    names: all.map((step) => step.name),
    nicknames: all.flatMap(({ spot }) => nicknameOf(spot.at('properties').value) ?? []),
    givers: giversOf(named, parts.components),
    given: new Map(),
    waits: [],
    looks: [],
    mode,
  };
  const steps = named.flatMap((step) => readStep(step, context) ?? []);
  // With two of one name nobody knows which is meant.
  if (new Set(context.names).size === all.length) checkOrder(named, mode, context);
  if (parts.steps.length === 0 && !isByReference(spot)) {
    const made = kind === 'Application' ? ', and no components of which they could be made' : '';
    spot.complain(`${kind} "${workflow}" has no steps${made}`);
  }
  const needsManifest = steps
    .flatMap((step) => [step, ...(step.subSteps ?? [])])
    .some((step) => step.type === 'webhook' && step.properties.data === undefined);
  return {
    workflow,
    kind,
    namespace,
    context: parts.context,
    components: parts.components,
    policies: parts.policies,
    mode,
    steps,
    ...(needsManifest && isObject(spot.value) ? { manifest: spot.value } : {}),
  };
}

function readKind(spot: Spot): string | undefined {
  if (!isObject(spot.value)) {
    spot.complain('an object with apiVersion, kind and metadata belongs here');
    return undefined;
  }
  const kind = textOf(spot, 'kind');
  if (kind === undefined || !Object.hasOwn(API_VERSIONS, kind)) {
    const kinds = Object.keys(API_VERSIONS);
    const hint =
      kind === undefined
        ? 'is missing'
        : `"${kind}" is not run here${elsewhere(kind) ?? didYouMean(kind, kinds)}`;
    spot.at('kind').complain(`kind ${hint}: this folder holds ${kinds.join(', ')}`);
    return undefined;
  }
  const expected = API_VERSIONS[kind];
  const version = textOf(spot, 'apiVersion');
  if (version !== expected)
    spot.at('apiVersion').complain(`apiVersion of a ${kind} is "${expected}", not "${version ?? ''}"`);
  return kind;
}

function elsewhere(kind: string): string | undefined {
  return Object.hasOwn(ELSEWHERE, kind) ? ELSEWHERE[kind] : undefined;
}

type Parts = {
  mode: { steps: Mode; subSteps: Mode };
  steps: Spot[];
  context: Fields;
  components: Component[];
  policies: Json[];
};

function readParts(spot: Spot, kind: string, { clusterLabels = {} }: EmbeddedOptions): Parts {
  const none = { context: {}, components: [], policies: [] };
  if (kind === 'Workflow') {
    fieldsOf(spot, [...HEAD, 'mode', 'steps']);
    return { ...none, mode: readModes(spot), steps: stepsOf(spot) };
  }
  fieldsOf(spot, [...HEAD, 'spec', 'status']);
  const spec = spot.at('spec', '"spec"');
  if (kind === 'WorkflowRun') {
    fieldsOf(spec, ['context', 'mode', 'workflowSpec'], { workflowRef: BY_REFERENCE });
    const mode = readModes(spec);
    const inner = spec.at('workflowSpec', '"workflowSpec"');
    fieldsOf(inner, ['steps']);
    return { ...none, mode, steps: stepsOf(inner), context: readContext(spec) };
  }
  fieldsOf(spec, ['components', 'policies', 'workflow']);
  const workflow = spec.at('workflow', '"workflow"');
  fieldsOf(workflow, ['mode', 'steps'], { ref: BY_REFERENCE });
  return {
    mode: readModes(workflow),
    steps: stepsOf(workflow),
    context: {},
    components: readComponents(spec),
    policies: readPolicies(spec, clusterLabels),
  };
}

/** That is said where it stands. */
function isByReference(spot: Spot): boolean {
  const spec = spot.at('spec');
  return spec.at('workflowRef').value !== undefined || spec.at('workflow').at('ref').value !== undefined;
}

function stepsOf(spot: Spot): Spot[] {
  return itemsOf(spot, 'steps', (i) => `step ${i + 1}`);
}

function readContext(spec: Spot): Fields {
  const { value } = spec.at('context');
  if (value === undefined || value === null) return {};
  if (isObject(value)) return value;
  spec.at('context').complain('"context" must be an object');
  return {};
}
