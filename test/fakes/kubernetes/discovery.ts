import type { JsonObject } from './json.ts';
import type { Resource } from './resources.ts';

/** What the server says of itself: versions, groups, resources. Undefined where the path is none of these. */
export function discover(
  path: string,
  resources: readonly Resource[],
  minor: number,
): JsonObject | string | undefined {
  switch (path) {
    case '/healthz':
    case '/livez':
    case '/readyz':
      return 'ok';
    case '/version':
      return {
        major: '1',
        minor: String(minor),
        gitVersion: `v1.${minor}.2`,
        gitCommit: '5864a4677267e6adeae276ad85882a8714d69d9d',
        gitTreeState: 'clean',
        buildDate: '2024-10-22T20:28:14Z',
        goVersion: 'go1.22.8',
        compiler: 'gc',
        platform: 'linux/amd64',
      };
    case '/api':
      return {
        kind: 'APIVersions',
        versions: ['v1'],
        serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '127.0.0.1:6443' }],
      };
    case '/apis':
      return { kind: 'APIGroupList', apiVersion: 'v1', groups: groupsOf(resources) };
    default:
      return groupOrList(path, resources);
  }
}

/** Groups that have no collections here, but addresses that are asked. */
const REVIEWS = [
  { group: 'authentication.k8s.io', plural: 'selfsubjectreviews', kind: 'SelfSubjectReview' },
  { group: 'authorization.k8s.io', plural: 'selfsubjectaccessreviews', kind: 'SelfSubjectAccessReview' },
];

function groupsOf(resources: readonly Resource[]): JsonObject[] {
  const names = new Set([...resources.map((one) => one.group), ...REVIEWS.map((one) => one.group)]);
  return [...names].filter((name) => name !== '').map((name) => groupOf(name, resources));
}

function groupOf(name: string, resources: readonly Resource[]): JsonObject {
  const found = resources.filter((one) => one.group === name).map((one) => one.version);
  const versions = [...new Set(found.length === 0 ? ['v1'] : found)].sort().reverse();
  const list = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  const preferred = list[0] ?? { groupVersion: `${name}/v1`, version: 'v1' };
  return { name, versions: list, preferredVersion: preferred };
}

function groupOrList(path: string, resources: readonly Resource[]): JsonObject | undefined {
  const match = /^\/(?:api|apis\/([^/]+))(?:\/([^/]+))?$/.exec(path);
  if (match === null) return undefined;
  const [, group = '', version] = match;
  const known = resources.some((one) => one.group === group) || REVIEWS.some((one) => one.group === group);
  if (!known) return undefined;
  if (version === undefined) return { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(group, resources) };
  const mine = resources.filter((one) => one.group === group && one.version === version);
  const reviews = REVIEWS.filter((one) => one.group === group && version === 'v1');
  if (mine.length === 0 && reviews.length === 0) return undefined;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: group === '' ? version : `${group}/${version}`,
    resources: [
      ...mine.flatMap(listed),
      ...reviews.map(({ plural, kind }) => ({
        name: plural,
        singularName: kind.toLowerCase(),
        namespaced: false,
        kind,
        verbs: ['create'],
      })),
    ],
  };
}

function listed(resource: Resource): JsonObject[] {
  const { plural, singular, namespaced, kind, shortNames = [], hasStatus, custom } = resource;
  const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
  const main: JsonObject = {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs,
    ...(shortNames.length === 0 ? {} : { shortNames: [...shortNames] }),
    ...(custom ? { categories: ['oam'] } : {}),
    storageVersionHash: Buffer.from(plural).toString('base64').slice(0, 11),
  };
  if (!hasStatus) return [main];
  return [
    main,
    { name: `${plural}/status`, singularName: '', namespaced, kind, verbs: ['get', 'patch', 'update'] },
  ];
}

/** The definition of a kind, as it can be read among the CustomResourceDefinitions. */
export function definitionOf(resource: Resource, labels: Readonly<Record<string, string>> = {}): JsonObject {
  const { group, version, plural, singular, kind, shortNames = [], hasStatus, schema } = resource;
  const names = {
    plural,
    singular,
    kind,
    listKind: `${kind}List`,
    shortNames: [...shortNames],
    categories: ['oam'],
  };
  const openAPIV3Schema = JSON.parse(JSON.stringify(schema)) as JsonObject;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      annotations: { 'controller-gen.kubebuilder.io/version': 'v0.18.0' },
      labels: { ...labels },
    },
    spec: {
      group,
      names,
      scope: 'Namespaced',
      conversion: { strategy: 'None' },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema },
          ...(hasStatus ? { subresources: { status: {} } } : {}),
        },
      ],
    },
    status: {
      acceptedNames: names,
      storedVersions: [version],
      conditions: ['NamesAccepted', 'Established'].map((type) => ({
        type,
        status: 'True',
        reason: type === 'Established' ? 'InitialNamesAccepted' : 'NoConflicts',
        message: type === 'Established' ? 'the initial names have been accepted' : 'no conflicts found',
        lastTransitionTime: '2026-01-01T00:00:00Z',
      })),
    },
  };
}
