/**
 * KubeVela on Kubernetes, through its API server: WorkflowRuns and the workflows of Applications.
 * Guarantees: every state that a list or a watch shows is told until it is taken in; a gate is let through only as it was shown; nothing is started,
 * decided or done twice for one key, whatever was heard of the request before.
 */
import { UpstreamError, UserError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Clock } from '../../time.ts';
import type { Engine, RunRequest } from '../engine.ts';
import { act } from './act.ts';
import { checkKubeVela } from './check.ts';
import { createGatekeeper } from './client/access.ts';
import { createApiClient } from './client/api-client.ts';
import { decide } from './decide.ts';
import { collectionPath } from './document/resources.ts';
import { parseRef, type RunRef } from './form/ref.ts';
import type { Around } from './form/snapshot.ts';
import { nameOf } from './names.ts';
import { endOfRun, findSubject, newestVersion, revisionOf, specOf } from './objects.ts';
import { createTeller, type Teller } from './observe/teller.ts';
import { createWatcher, type Watcher } from './observe/watcher.ts';
import { DEFAULT_LIMITS, type KubeVelaOptions } from './options.ts';
import { plannedOutline } from './planned.ts';
import { createSealer } from './seal.ts';
import { findRun } from './start/find-run.ts';
import { createLibrary, type Library } from './start/library.ts';
import { startApplication } from './start/start-application.ts';
import { specFromTemplate, specOfRun, startRun } from './start/start-run.ts';
import { readTemplate } from './start/template.ts';
import { loadTemplates } from './start/template-files.ts';

/** How long a start waits for the first picture. */
const FIRST_PICTURE_MS = 5000;

export function createKubeVelaEngine(
  options: KubeVelaOptions,
  { clock, log }: { clock: Clock; log: Log },
): { engine: Engine; wake(): void } {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const { namespaces } = options;
  const gatekeeper = createGatekeeper(options.access, clock);
  const client = createApiClient(gatekeeper, limits.requestMs, clock);
  let library: Library = createLibrary(namespaces, [], new Set());
  const around: Around = {
    engine: options.id,
    namespaces,
    sealer: createSealer(options.secret),
    templates: (namespace, name) => library.findTemplate(namespace, name),
  };
  const deps = { client, around, clock, takesOver: options.takesOver };
  let life: { teller: Teller; watcher: Watcher } | undefined;

  async function openLibrary(): Promise<Library> {
    const files = options.templates === undefined ? [] : await loadTemplates(options.templates, namespaces);
    return createLibrary(namespaces, files, new Set(options.workflows));
  }

  /** Something of before, once more. */
  async function again(ref: string, request: RunRequest, key: string): Promise<string> {
    const before = watched(parseRef(ref));
    if (before === undefined) throw new UserError('engine.run-gone', {});
    if (before.kind === 'WorkflowRun') {
      const spec = await specOfRun(client, before);
      return await startRun(deps, { ...before, name: calledAfter(request, before) }, spec, request, key);
    }
    const revision = await revisionOf(client, before);
    if (revision === undefined) throw new UserError('engine.run-gone', {});
    return await startApplication(deps, before, specOf(revision), request, key, gone);
  }

  async function startNew(request: RunRequest, key: string): Promise<string> {
    const named = library.resolve(request.workflow);
    if (named.kind === 'Application')
      return await startApplication(deps, named, undefined, request, key, () =>
        library.unknown(request.workflow),
      );
    const template = library.file(named) ?? (await readTemplate(client, named));
    if (template === undefined) return library.unknown(request.workflow);
    return await startRun(deps, template, specFromTemplate(template, request), request, key);
  }

  function watched(ref: RunRef | undefined): RunRef | undefined {
    return ref !== undefined && namespaces.includes(ref.namespace) ? ref : undefined;
  }

  const engine: Engine = {
    id: options.id,
    kind: 'kubevela',
    can: { keys: true, cancel: true, retry: true, restart: true, suspend: true },

    async run(request, key) {
      try {
        const ref =
          request.again === undefined
            ? await startNew(request, key)
            : await again(request.again, request, key);
        return { ref };
      } catch (error) {
        // A run of before, whose template has changed since, is still the run of this key.
        const before = error instanceof UserError ? await findRun(client, around, key) : undefined;
        if (before !== undefined) return before;
        throw error;
      }
    },

    decide: (ref, gate, verdict, by, key) => decide(deps, ref, gate, verdict, by, key),

    act: (ref, verb, by, key, step) => act(deps, ref, verb, by, key, step),

    async look(ref) {
      const parsed = watched(parseRef(ref));
      if (parsed === undefined) return undefined;
      const found = await findSubject(client, parsed, around);
      if (found !== undefined) return found.snapshot;
      const resource = parsed.kind === 'WorkflowRun' ? 'workflowruns' : 'applications';
      const order = await newestVersion(client, collectionPath(resource, parsed.namespace));
      return await endOfRun(client, ref, order, around, clock.now());
    },

    find: (key) => findRun(client, around, key),

    async offers() {
      return library.all().flatMap((named) => {
        if (named.kind === 'Application' && library.application(named)?.owner !== undefined) return [];
        const workflow = nameOf(named, namespaces);
        const steps = plannedOutline(library, named, { workflow, parameters: [] }) ?? [];
        return {
          workflow,
          title: named.name,
          steps: steps.map(({ title, type }) => ({ title, type })),
        };
      });
    },

    outline(request) {
      if (life === undefined)
        throw new UpstreamError('unreachable', 'engine-stopped', `the engine ${options.id} is not running`);
      if (request.again !== undefined) return undefined;
      return plannedOutline(library, library.resolve(request.workflow), request);
    },

    async start(observer) {
      if (life !== undefined) throw new Error(`the engine ${options.id} was started twice`);
      library = await openLibrary();
      const newest = await options.newest();
      const teller = createTeller(observer, { clock, log });
      const watcher = createWatcher({ around, library, limits, newest }, { client, clock, log }, teller);
      life = { teller, watcher };
      await watcher.start(FIRST_PICTURE_MS);
    },

    async stop() {
      const now = life;
      life = undefined;
      await now?.watcher.stop();
      await now?.teller.stop();
      await gatekeeper.close();
    },

    check: () => checkKubeVela(options, client, openLibrary),
  };
  return { engine, wake: () => {} };
}

/** A run once more is called after its template, not after the run of before. */
function calledAfter({ workflow }: RunRequest, { name }: { name: string }): string {
  return workflow.split('/').at(-1) ?? name;
}

function gone(): never {
  throw new UserError('engine.run-gone', {});
}
