/** What `doctor` says of a KubeVela engine: whether the cluster answers, what is installed there, what we may do, and whether what is deployed exists. */
import { z } from 'zod';
import type { Finding } from '../../domain/finding.ts';
import type { Json } from '../../domain/run.ts';
import { ConfigError, UpstreamError } from '../../errors.ts';
import { checkServer, noApiServer, unreached } from './check-server.ts';
import type { ApiClient } from './client/api-client.ts';
import { NO_SUCH_PATH } from './client/api-error.ts';
import { Metadata } from './document/documents.ts';
import { objectPath } from './document/resources.ts';
import { gitOpsOf } from './form/gitops.ts';
import { parseName } from './names.ts';
import { getObject } from './objects.ts';
import type { KubeVelaOptions } from './options.ts';
import { RULES, type Rule } from './rules.ts';
import type { Library } from './start/library.ts';

export async function checkKubeVela(
  options: KubeVelaOptions,
  client: ApiClient,
  openLibrary: () => Promise<Library>,
): Promise<Finding[]> {
  const files = await checkTemplates(options, openLibrary);
  try {
    const reached = await checkServer(client);
    const { findings, served } = await checkKinds(client);
    const rights = await checkRights(options, client, served);
    return [
      ...files.findings,
      reached,
      ...findings,
      ...rights,
      ...(await checkWorkflows(options, client, files.library)),
    ];
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return [...files.findings, unreached(error)];
  }
}

async function checkTemplates(
  { templates }: KubeVelaOptions,
  openLibrary: () => Promise<Library>,
): Promise<{ findings: Finding[]; library: Library | undefined }> {
  try {
    const library = await openLibrary();
    if (templates === undefined) return { findings: [], library };
    const names = library.all().map(({ name }) => name);
    const subject = `templates in ${templates}`;
    const empty: Finding = { level: 'warn', subject, detail: 'the folder holds no template' };
    return {
      findings: [names.length === 0 ? empty : { level: 'ok', subject, detail: names.join(', ') }],
      library,
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const findings = error.problems.map(
      (one): Finding => ({ level: 'error', subject: one.path, detail: one.message }),
    );
    return { findings, library: undefined };
  }
}

const GROUP = 'core.oam.dev';

/** Kinds that are there, as `v1alpha1/workflowruns`, with their status where they have one. */
async function checkKinds(client: ApiClient): Promise<{ findings: Finding[]; served: ReadonlySet<string> }> {
  const served = new Set<string>();
  for (const version of ['v1alpha1', 'v1beta1']) {
    const { resources } = z
      .object({ resources: z.array(z.object({ name: z.string() })).catch([]) })
      .parse((await listOfKinds(client, version)) ?? { resources: [] });
    for (const { name } of resources) served.add(`${version}/${name}`);
  }
  const runs = ['v1alpha1/workflowruns', 'v1alpha1/workflows'];
  const applications = ['v1beta1/applications', 'v1beta1/applicationrevisions'];
  if (served.size === 0) {
    const remedy =
      'install KubeVela (vela install), or its workflow controller alone (helm chart vela-workflow)';
    return {
      findings: [
        { level: 'error', subject: `kinds of ${GROUP}`, detail: 'KubeVela is not installed', remedy },
      ],
      served,
    };
  }
  return {
    findings: [kinds('WorkflowRuns', runs, served), kinds('Applications', applications, served)],
    served,
  };
}

/** Undefined where the group has no such version. */
async function listOfKinds(client: ApiClient, version: string): Promise<Json | undefined> {
  try {
    return await client.get(`/apis/${GROUP}/${version}`);
  } catch (error) {
    if (error instanceof UpstreamError && error.code === NO_SUCH_PATH) return undefined;
    throw error;
  }
}

function kinds(what: string, needed: readonly string[], served: ReadonlySet<string>): Finding {
  const missing = needed.filter((one) => !served.has(one));
  const subject = `kinds of ${GROUP} for ${what}`;
  if (missing.length === 0) return { level: 'ok', subject, detail: `${needed.join(', ')} are served` };
  const remedy = `without them ${what} are neither seen nor started; install them if you use them`;
  return { level: 'warn', subject, detail: `${missing.join(', ')} are not served in this version`, remedy };
}

/** Every right that we use, asked for verb by verb. */
async function checkRights(
  { namespaces }: KubeVelaOptions,
  client: ApiClient,
  served: ReadonlySet<string>,
): Promise<Finding[]> {
  const rules = RULES.filter(
    ({ resource }) => resource === 'configmaps' || [...served].some((one) => one.endsWith(`/${resource}`)),
  );
  const findings: Finding[] = [];
  for (const namespace of namespaces) {
    const missing: { rule: Rule; verbs: string[] }[] = [];
    for (const rule of rules) {
      const verbs: string[] = [];
      for (const verb of rule.verbs) if (!(await may(client, namespace, rule, verb))) verbs.push(verb);
      if (verbs.length > 0) missing.push({ rule, verbs });
    }
    const subject = `rights in namespace ${namespace}`;
    if (missing.length === 0) findings.push({ level: 'ok', subject, detail: 'everything that is needed' });
    for (const { rule, verbs } of missing) {
      const what = rule.subresource === undefined ? rule.resource : `${rule.resource}/${rule.subresource}`;
      findings.push({
        level: rule.for === 'watching' || rule.for === 'deciding' ? 'error' : 'warn',
        subject,
        detail: `may not ${verbs.join(', ')} ${what}: needed for ${rule.for}`,
        remedy: `bind the ClusterRole of manifests/kubernetes/rbac.yaml in ${namespace}`,
      });
    }
  }
  return findings;
}

const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

async function may(client: ApiClient, namespace: string, rule: Rule, verb: string): Promise<boolean> {
  const { resource, subresource } = rule;
  const attributes = {
    namespace,
    verb,
    group: resource === 'configmaps' ? '' : GROUP,
    resource,
    ...(subresource === undefined ? {} : { subresource }),
  };
  const answer = await client.create(REVIEWS, {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: attributes },
  });
  const read = z.object({ status: z.object({ allowed: z.boolean() }) }).safeParse(answer);
  if (!read.success) throw noApiServer(REVIEWS);
  return read.data.status.allowed;
}

/** Whether everything that environments name is there, and may be deployed. */
async function checkWorkflows(
  { workflows, namespaces }: KubeVelaOptions,
  client: ApiClient,
  library: Library | undefined,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const workflow of new Set(workflows)) {
    const named = parseName(workflow, namespaces);
    if (named === undefined || library?.file(named) !== undefined) continue;
    const resource = named.kind === 'Application' ? 'applications' : 'workflows';
    findings.push(
      await checkWorkflow(client, workflow, objectPath(resource, named.namespace, named.name), named.kind),
    );
  }
  return findings;
}

async function checkWorkflow(
  client: ApiClient,
  workflow: string,
  path: string,
  kind: string,
): Promise<Finding> {
  const subject = `workflow ${workflow}`;
  try {
    const object = await getObject(client, path);
    if (object === undefined)
      return {
        level: 'error',
        subject,
        detail: `there is no such ${kind} in the cluster`,
        remedy: 'apply it there, or mend the name in the environment',
      };
    const owner = gitOpsOf(z.object({ metadata: Metadata }).parse(object).metadata);
    if (owner === undefined || kind !== 'Application')
      return { level: 'ok', subject, detail: `the ${kind} is there` };
    return {
      level: 'warn',
      subject,
      detail: `${owner} owns this Application: it is watched, approved and cancelled, but never deployed from here`,
      remedy: 'deploy it by its repository',
    };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return { level: 'error', subject, detail: `it cannot be read: ${error.message}` };
  }
}
