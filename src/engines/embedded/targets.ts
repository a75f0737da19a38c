import type { Target } from './options.ts';
import type { Part, Where } from './parts.ts';

/** Where a part goes, and the environment that it is then in. */
export type Destination = { target: Target; environment: string };

/**
 * The target that takes the component's type at its place in this environment: of several the one that says most of places, then one that names
 * its environments, then the first. For an `env` of `deploy2env`: the target that is called like it and serves the environment, whatever it says of
 * places, or else the one for the environment of that name. `environment` is undefined when no run is there to ask: then any will do.
 */
export function destinationOf(
  targets: readonly Target[],
  { component: { type }, where }: Pick<Part, 'component' | 'where'>,
  environment: string | undefined,
): Destination | undefined {
  const taking = targets.filter(({ takes }) => takes?.includes(type) ?? true);
  const { env } = where;
  const named = env === undefined ? undefined : taking.find(({ name }) => name === env);
  if (named !== undefined && serves(named, environment))
    return { target: named, environment: environment ?? env ?? '' };
  const at = env ?? environment;
  const [target] = taking
    .filter((one) => isAt(one, where) && serves(one, at))
    .toSorted((a, b) => narrowness(b) - narrowness(a));
  return target && { target, environment: at ?? '' };
}

function serves({ environments }: Target, environment: string | undefined): boolean {
  return environments === undefined || environment === undefined || environments.includes(environment);
}

function isAt(
  { topologies, clusters, namespaces }: Target,
  { topology, cluster, namespace }: Where,
): boolean {
  return (
    (topologies === undefined || (topology !== undefined && topologies.includes(topology))) &&
    (clusters === undefined || clusters.includes(cluster)) &&
    (namespaces === undefined || namespaces.includes(namespace))
  );
}

function narrowness({ topologies, clusters, namespaces, environments }: Target): number {
  const places = [topologies, clusters, namespaces].filter((key) => key !== undefined);
  return 2 * places.length + (environments === undefined ? 0 : 1);
}

/** Why no target takes it, with what they take. */
export function untaken(
  targets: readonly Target[],
  { component, where }: Pick<Part, 'component' | 'where'>,
  environment: string | undefined,
): string {
  const { name, type } = component;
  const place = targets.some(saysPlace) ? ` at ${where.cluster}/${where.namespace}` : '';
  const within = environment === undefined ? '' : ` in "${where.env ?? environment}"`;
  return `no target takes component "${name}" of type "${type}"${place}${within} (${describeTargets(targets)})`;
}

function saysPlace({ topologies, clusters, namespaces }: Target): boolean {
  return topologies !== undefined || clusters !== undefined || namespaces !== undefined;
}

function describeTargets(targets: readonly Target[]): string {
  if (targets.length === 0) return 'the configuration names no targets';
  const each = targets.map(({ name, takes: types, environments, topologies, clusters, namespaces }) => {
    const places = [
      ...(topologies === undefined ? [] : [`topology ${topologies.join(', ')}`]),
      ...(clusters === undefined ? [] : [`cluster ${clusters.join(', ')}`]),
      ...(namespaces === undefined ? [] : [`namespace ${namespaces.join(', ')}`]),
    ];
    const at = places.length === 0 ? '' : ` at ${places.join(' and ')}`;
    return `${name} takes ${types?.join(', ') ?? 'all types'} in ${environments?.join(', ') ?? 'all environments'}${at}`;
  });
  return `targets: ${each.join('; ')}`;
}
