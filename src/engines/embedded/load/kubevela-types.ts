/**
 * Step types of KubeVela (charts/vela-workflow/templates/definitions of kubevela/workflow, vela-templates/definitions of kubevela/kubevela,
 * addons/vela-workflow of kubevela/catalog) that this engine does not run, with the reason and what there is instead.
 */

const CLUSTER = 'KubeVela on Kubernetes runs it';
const BY_TARGET = `${CLUSTER}; here a target deploys components (apply-component, deploy, deploy2env)`;
const CONFIGS = `${CLUSTER}; here configuration comes as parameters of the app, context, and secretRef of the engine's secrets`;
const TERRAFORM = `${CLUSTER}; here exec runs an allowed program, such as terraform itself`;
const JOBS = `${CLUSTER}; here exec runs an allowed program`;

const REFUSED: Readonly<Record<string, readonly [what: string, instead: string]>> = {
  'apply-object': ['it applies an object to a cluster', BY_TARGET],
  'read-object': ['it reads an object of a cluster', CLUSTER],
  'apply-deployment': ['it applies a Deployment to a cluster', BY_TARGET],
  'apply-job': ['it runs a Job in a cluster', JOBS],
  'apply-app': [
    'it applies an Application to a cluster',
    `${CLUSTER}; here a workflow is its own Application`,
  ],
  'read-app': ['it reads an Application of a cluster', CLUSTER],
  'depends-on-app': ["it waits for another cluster's Application", CLUSTER],
  'apply-terraform-config': ['it creates cloud resources by Terraform in a cluster', TERRAFORM],
  'apply-terraform-provider': ['it sets up Terraform in a cluster', TERRAFORM],
  'deploy-cloud-resource': ['it creates cloud resources in a cluster and hands their keys on', TERRAFORM],
  'share-cloud-resource': ["it copies a cloud resource's key from cluster to cluster", CLUSTER],
  'addon-operation': ['it installs an addon of KubeVela', CLUSTER],
  'vela-cli': ['it runs the vela command in a cluster', JOBS],
  'build-push-image': ['it builds an image by a Job in a cluster', JOBS],
  'clean-jobs': ['it deletes Jobs of a cluster', CLUSTER],
  'collect-service-endpoints': ['it asks a cluster where components can be reached', CLUSTER],
  'generate-jdbc-connection': ['it makes a connection of a key in a cluster', CLUSTER],
  'export-data': ['it writes a ConfigMap or Secret to clusters', CONFIGS],
  'export-service': ['it writes a Service to clusters', CLUSTER],
  export2config: ['it writes a ConfigMap to a cluster', CONFIGS],
  export2secret: ['it writes a Secret to a cluster', CONFIGS],
  'read-config': ['it reads a configuration that KubeVela keeps in a cluster', CONFIGS],
  'list-config': ['it reads configurations that KubeVela keeps in a cluster', CONFIGS],
  'create-config': ['it keeps a configuration in a cluster', CONFIGS],
  'delete-config': ['it deletes a configuration from a cluster', CONFIGS],
  'restart-workflow': ['it plans the next run of an Application in a cluster', CLUSTER],
  'chat-gpt': [
    'it asks a language model about objects of a cluster',
    `${CLUSTER}; here request can ask any HTTP interface`,
  ],
  'check-metrics': [
    'it asks Prometheus until a condition holds',
    `${CLUSTER}; here request asks Prometheus once, and "if" judges its answer`,
  ],
  deploy2runtime: ['KubeVela itself has given it up', BY_TARGET],
  'apply-application': ['KubeVela itself has given it up', BY_TARGET],
  'apply-application-in-parallel': ['KubeVela itself has given it up', BY_TARGET],
  'apply-remaining': ['KubeVela itself has given it up', BY_TARGET],
  'builtin-apply-component': [
    "it is KubeVela's own name inside for apply-component",
    'write apply-component',
  ],
  'multi-env': [
    'KubeVela itself has given it up',
    'write deploy2env, which deploys all that its env selects',
  ],
  'canary-deploy': ['it moves a rollout of OpenKruise in a cluster', CLUSTER],
  'import-grafana-dashboard': ['it writes to a Grafana in a cluster', CLUSTER],
  'install-grafana-dashboard-datasource': ['it writes to a Grafana in a cluster', CLUSTER],
  'install-prometheus-datasource': ['it writes to a Grafana in a cluster', CLUSTER],
  'aqua-trivy': ['it scans images by a Job in a cluster', JOBS],
};

export const KUBEVELA_ONLY: readonly string[] = Object.keys(REFUSED);

/** Why the type is refused and who runs it; undefined for a type that is not KubeVela's. */
export function whyRefused(type: string): string | undefined {
  const refused = Object.hasOwn(REFUSED, type) ? REFUSED[type] : undefined;
  if (refused === undefined) return undefined;
  const [what, instead] = refused;
  return `step type "${type}" is not run by the embedded engine, because ${what}: ${instead}`;
}
