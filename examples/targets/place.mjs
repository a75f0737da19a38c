#!/usr/bin/env node
/**
 * A target that puts components in their place: a folder for each environment (and cluster and namespace, where a topology names them), one file per replica, and a state file.
 * It reads the component as JSON on standard input, does the work replica by replica, and prints a status as JSON, as a cluster would.
 * PLACE_DIR names the folder. Use it as a pattern for a target of your own: nothing here is needed by the server.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';

/** How long a replica takes to come up. */
const REPLICA_MS = Number(process.env.REPLICA_MS ?? 250);
const MAX_REPLICAS = 20;

async function main() {
  const { PLACE_DIR } = process.env;
  if (!PLACE_DIR) throw new Error('PLACE_DIR is not set: it names the folder to deploy to');
  const component = await json(process.stdin);
  const { image, tag, port, replicas: all, canary } = settings(component);
  // A canary is so many replicas beside those that run already.
  const replicas = canary ?? all;
  const { environment, run } = component.context;
  const folder = join(PLACE_DIR, environment, placeOf(component.context), component.name);
  await mkdir(folder, { recursive: true });

  const before = await readState(join(folder, 'state.json'));
  const started = new Date();
  const replicaFiles = [];
  for (let i = 1; i <= replicas; i += 1) {
    log(`replica ${i} of ${replicas}: ${image}:${tag}`);
    replicaFiles.push(await startReplica(folder, i, { image, tag, port, run, ...component.properties }));
  }
  for (let i = replicas + 1; i <= (before?.replicas ?? 0); i += 1) {
    if (canary === undefined) await rm(join(folder, `replica-${i}.json`), { force: true });
  }

  const state = {
    image: `${image}:${tag}`,
    replicas: Math.max(replicas, canary === undefined ? 0 : (before?.replicas ?? 0)),
    run,
  };
  await writeWhole(join(folder, 'state.json'), state);
  const seconds = (Date.now() - started.getTime()) / 1000;
  return {
    kind: 'Deployment',
    metadata: { name: component.name, namespace: environment },
    image: state.image,
    previousImage: before?.image ?? null,
    status: {
      replicas: state.replicas,
      updatedReplicas: replicas,
      readyReplicas: replicaFiles.length,
      conditions: [
        {
          type: 'Available',
          status: 'True',
          reason: 'ReplicasReady',
          message: `${replicas} of ${state.replicas} replicas run ${tag}, ready after ${seconds.toFixed(1)} s. `,
          lastTransitionTime: new Date().toISOString(),
        },
      ],
    },
  };
}

/** Below the folder of the environment: where a topology of the workflow puts it. `local` is where everything is that has no cluster. */
function placeOf({ topology, cluster, namespace }) {
  const parts = topology === undefined ? [] : [...(cluster === 'local' ? [] : [cluster]), namespace];
  for (const part of parts)
    if (!/^[a-z0-9-]+$/.test(part)) throw new Error(`"${part}" is no cluster or namespace`);
  return join(...parts);
}

function settings({ name, properties }) {
  const { image, tag, port = 80, replicas = 1, canary } = properties;
  // An image may carry its tag; one that is given by itself goes first.
  const [repository, inImage] = /^(.*):([^/:]+)$/.exec(image ?? '')?.slice(1) ?? [image];
  const wanted = tag ?? inImage ?? 'latest';
  if (typeof repository !== 'string' || !/^[a-z0-9][a-z0-9._/:-]*$/.test(repository)) {
    throw new Error(`component ${name}: "${repository}" is no image name`);
  }
  if (typeof wanted !== 'string' || !/^[\w][\w.-]{0,127}$/.test(wanted))
    throw new Error(`component ${name}: "${wanted}" is no tag`);
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new Error(`component ${name}: ${port} is no port`);
  if (!Number.isInteger(replicas) || replicas < 1 || replicas > MAX_REPLICAS) {
    throw new Error(`component ${name}: replicas must be 1 to ${MAX_REPLICAS}, not ${replicas}`);
  }
  if (canary !== undefined && (!Number.isInteger(canary) || canary < 1 || canary > replicas))
    throw new Error(`component ${name}: canary must be 1 to ${replicas}, not ${canary}`);
  return { image: repository, tag: wanted, port, replicas, canary };
}

/** Writes what the replica runs, waits for it to come up, and reads it back to see that it is what was meant. */
async function startReplica(folder, number, what) {
  const file = join(folder, `replica-${number}.json`);
  const text = JSON.stringify({ ...what, number }, null, 2);
  await writeWhole(file, { ...what, number });
  await setTimeout(REPLICA_MS);
  const there = (await readFile(file, 'utf8')).trimEnd();
  if (digest(there) !== digest(text))
    throw new Error(`replica ${number} does not run what was written for it`);
  return file;
}

async function readState(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The file appears with all of its content or not at all. */
async function writeWhole(file, value) {
  await writeFile(`${file}.part`, `${JSON.stringify(value, null, 2)}\n`);
  await rename(`${file}.part`, file);
}

function digest(text) {
  return createHash('sha256').update(text).digest('hex');
}

/** What is said on standard error is shown when the target fails. */
function log(line) {
  process.stderr.write(`${line}\n`);
}

try {
  process.stdout.write(`${JSON.stringify(await main())}\n`);
} catch (error) {
  log(error.message);
  process.exitCode = 1;
}
