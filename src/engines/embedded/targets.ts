import { inOne, type Told, tell, tellBecause, toldOf } from '../common/told.ts';
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
  { component: { name, type }, where }: Pick<Part, 'component' | 'where'>,
  environment: string | undefined,
): Told {
  const at = targets.some(saysPlace) ? `${where.cluster}/${where.namespace}` : undefined;
  const what = { name, type, ...(at === undefined ? {} : { at }) };
  const takes = describeTargets(targets);
  if (environment === undefined)
    return tellBecause(at === undefined ? 'no-target' : 'no-target-at', takes, what);
  const data = { ...what, environment: where.env ?? environment };
  return tellBecause(at === undefined ? 'no-target-in' : 'no-target-at-in', takes, data);
}

function saysPlace({ topologies, clusters, namespaces }: Target): boolean {
  return topologies !== undefined || clusters !== undefined || namespaces !== undefined;
}

function describeTargets(targets: readonly Target[]): Told {
  const each = inOne(targets.map(describe));
  return each === undefined ? tell('targets-none') : toldOf('targets', each);
}

function describe({ name, takes, environments, topologies, clusters, namespaces }: Target): Told {
  const places = [
    ...(topologies === undefined ? [] : [`topology ${topologies.join(', ')}`]),
    ...(clusters === undefined ? [] : [`cluster ${clusters.join(', ')}`]),
    ...(namespaces === undefined ? [] : [`namespace ${namespaces.join(', ')}`]),
  ];
  const data = {
    target: name,
    types: takes?.join(', ') ?? 'all types',
    environments: environments?.join(', ') ?? 'all environments',
  };
  return places.length === 0
    ? tell('target-takes', data)
    : tell('target-takes-at', { ...data, at: places.join(' and ') });
}
