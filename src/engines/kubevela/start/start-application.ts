/**
 * Starts the workflow of an Application: changes what it deploys and publishes that as a new version, by server-side apply without force. What
 * others own is not overwritten, and what GitOps owns is not touched at all.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../../domain/run.ts';
import { UpstreamError, UserError } from '../../../errors.ts';
import { type Clock, sleep } from '../../../time.ts';
import { oneLine } from '../../common/one-line.ts';
import type { RunRequest } from '../../engine.ts';
import type { ApiClient } from '../client/api-client.ts';
import { RESTS_MS } from '../decide.ts';
import { Application } from '../document/documents.ts';
import { objectPath } from '../document/resources.ts';
import { gitOpsOf } from '../form/gitops.ts';
import { keyHash } from '../form/journal.ts';
import { refOfApplication } from '../form/ref.ts';
import type { Around } from '../form/snapshot.ts';
import { isVersion, PUBLISH_VERSION } from '../form/subject.ts';
import { getObject, revisionOf } from '../objects.ts';
import { keyLabel } from '../seal.ts';
import { appliedBy, merged } from './apply-configuration.ts';
import { conflictsOf } from './conflicts.ts';
import { withParameters } from './parameters.ts';
import { type Data, isData } from './place.ts';
import { MANAGER } from './start-run.ts';

export type Starting = { client: ApiClient; around: Around; clock: Clock; takesOver: readonly string[] };

export type ApplicationPlace = { namespace: string; name: string };

/** How long the controller may take until it has begun the new version's workflow; the caller asks again after that. */
const BEGIN_MS = 7000;
const LOOK_EVERY_MS = 100;

function versionOfKey(key: string): string {
  return `greenlight-${keyHash(key)}`;
}

/** `spec`: what it shall be, of a revision of before; undefined: as it is, parameters set. Throws `UserError` and `UpstreamError`. */
export async function startApplication(
  deps: Starting,
  place: ApplicationPlace,
  spec: Data | undefined,
  request: RunRequest,
  key: string,
  unknown: () => never,
): Promise<string> {
  const path = objectPath('applications', place.namespace, place.name);
  const version = versionOfKey(key);
  for (const rest of [0, ...RESTS_MS]) {
    if (rest > 0) await sleep(deps.clock, rest);
    const object = await getObject(deps.client, path);
    if (!isData(object)) return unknown();
    const { metadata } = Application.parse(object);
    if (metadata.annotations[PUBLISH_VERSION] === version) break;
    const before = await publishedBefore(deps.client, place, metadata.uid, version);
    if (before !== undefined) return before;
    const owner = gitOpsOf(metadata);
    if (owner !== undefined) throw new UserError('engine.gitops', { application: place.name, owner });
    const wanted = spec ?? changesOf(object, request);
    const head = headOf(deps.around, place, request, key, metadata.resourceVersion);
    const body = merged(appliedBy(object, metadata.managedFields, MANAGER), merged(head, { spec: wanted }));
    try {
      // Apply adds and changes, it never takes away what others own: whether the old spec comes out of it is seen before it is done.
      if (spec !== undefined) await rehearse(deps, path, body, spec, place);
      await apply(deps, path, body, {}, place);
      break;
    } catch (error) {
      // Somebody has changed it since it was read. At the last time that is thrown on.
      if (!(error instanceof UpstreamError) || error.code !== 'Conflict' || rest === RESTS_MS.at(-1))
        throw error;
    }
  }
  return await begun(deps, place, path, version);
}

/** Where somebody has published a newer version since, only KubeVela's revisions tell that this one was there. */
async function publishedBefore(
  client: ApiClient,
  place: ApplicationPlace,
  uid: string,
  version: string,
): Promise<string | undefined> {
  const revision = await revisionOf(client, { ...place, revision: version });
  if (revision === undefined) return undefined;
  const progress = revision.status?.workflow ?? undefined;
  if (progress === undefined)
    throw new UpstreamError('rejected', 'superseded', `a newer version of ${place.name} was published`);
  return refOfApplication({ ...place, uid }, progress);
}

/** Only the parts that parameters are set in: what we apply we own. */
function changesOf(object: Data, { workflow, parameters }: RunRequest): Data {
  const spec = isData(object['spec']) ? object['spec'] : {};
  const components = Array.isArray(spec['components']) ? spec['components'] : [];
  const inner = isData(spec['workflow']) ? spec['workflow'] : {};
  const steps = Array.isArray(inner['steps']) ? inner['steps'] : [];
  const set = withParameters(workflow, { components, steps }, parameters);
  return {
    ...(set.components === components ? {} : { components: set.components ?? [] }),
    ...(set.steps === steps ? {} : { workflow: { ...inner, steps: set.steps } }),
  };
}

function headOf(
  { sealer }: Around,
  { namespace, name }: ApplicationPlace,
  { app, environment, workflow, initiator }: RunRequest,
  key: string,
  resourceVersion: string,
): Data {
  const version = versionOfKey(key);
  const marks = { key, app, environment, workflow, initiator: oneLine(initiator.name ?? '') };
  return {
    apiVersion: 'core.oam.dev/v1beta1',
    kind: 'Application',
    metadata: {
      name,
      namespace,
      // Somebody who has changed it since is not overwritten by what we have read.
      resourceVersion,
      labels: keyLabel(key),
      annotations: { [PUBLISH_VERSION]: version, ...sealer.annotations({ namespace, name, version }, marks) },
    },
  };
}

async function rehearse(
  deps: Starting,
  path: string,
  body: Data,
  spec: Data,
  place: ApplicationPlace,
): Promise<void> {
  const result = await apply(deps, path, body, { dryRun: 'All' }, place);
  const after = isData(result) ? result['spec'] : undefined;
  if (!isDeepStrictEqual(after, spec))
    throw new UserError('engine.not-as-before', { application: place.name });
}

async function apply(
  { client, takesOver }: Starting,
  path: string,
  body: Data,
  query: Readonly<Record<string, string>>,
  { name }: ApplicationPlace,
): Promise<Json> {
  try {
    return await client.apply(path, body, { fieldManager: MANAGER, ...query });
  } catch (error) {
    const conflicts = conflictsOf(error);
    if (conflicts === undefined) throw error;
    const others = conflicts.managers.filter((manager) => !takesOver.includes(manager));
    // The operator has said that these may be overwritten.
    if (others.length === 0)
      return await client.apply(path, body, { fieldManager: MANAGER, force: true, ...query });
    throw new UserError(
      'engine.field-conflict',
      { application: name, managers: others, fields: conflicts.fields },
      { cause: error },
    );
  }
}

/** The run has its name once the controller has begun it. */
async function begun(
  { client, clock }: Starting,
  place: ApplicationPlace,
  path: string,
  version: string,
): Promise<string> {
  for (let waited = 0; ; waited += LOOK_EVERY_MS) {
    const object = await getObject(client, path);
    if (object === undefined)
      throw new UpstreamError('rejected', 'gone', `the Application ${place.name} was deleted`);
    const { metadata, status } = Application.parse(object);
    const progress = status?.workflow ?? undefined;
    if (progress !== undefined && isVersion(progress.appRevision, version))
      return refOfApplication(metadata, progress);
    if (metadata.annotations[PUBLISH_VERSION] !== version)
      throw new UpstreamError('rejected', 'superseded', `a newer version of ${place.name} was published`);
    if (waited >= BEGIN_MS)
      throw new UpstreamError('unknown', 'not-begun', `the controller has not begun version ${version} yet`);
    await sleep(clock, LOOK_EVERY_MS);
  }
}
