/** All that is watched of a cluster: templates and Applications for what can be started, WorkflowRuns and Applications for what runs. */
import type { Json, RunSnapshot } from '../../../domain/run.ts';
import type { Log } from '../../../log.ts';
import { type Clock, sleep } from '../../../time.ts';
import type { ApiClient } from '../client/api-client.ts';
import { Application, WorkflowRun } from '../document/documents.ts';
import type { Resource } from '../document/resources.ts';
import { endAgain } from '../end-again.ts';
import { type Around, snapshotOfApplication, snapshotOfRun } from '../form/snapshot.ts';
import { endOfRun } from '../objects.ts';
import type { Limits } from '../options.ts';
import type { Library } from '../start/library.ts';
import { createEnder } from './ender.ts';
import { createReflector, type Sink } from './reflector.ts';
import type { Teller } from './teller.ts';
import { createTracker } from './tracker.ts';

export type Watcher = {
  /** Resolves when the first picture is whole, or after `ms`: what is missing then comes when it comes. */
  start(ms: number): Promise<void>;
  stop(): Promise<void>;
};

export function createWatcher(
  {
    around,
    library,
    limits,
    newest,
  }: { around: Around; library: Library; limits: Limits; newest: number | undefined },
  { client, clock, log }: { client: ApiClient; clock: Clock; log: Log },
  teller: Teller,
): Watcher {
  const readers: Readonly<Record<string, (object: Json) => RunSnapshot | undefined>> = {
    workflowruns: (object) => snapshotOfRun(WorkflowRun.parse(object), around),
    applications: (object) => snapshotOfApplication(Application.parse(object), around),
  };

  const ender = createEnder((ref) => endAgain({ client, around, clock }, ref), { clock, log });

  function sinkOf(resource: Resource, namespace: string): Sink {
    const kept = resource === 'workflows' ? library.workflows(namespace) : library.applications(namespace);
    const read = readers[resource];
    if (read === undefined) return kept;
    const tracked = createTracker(
      { read, end: (ref, order) => endOfRun(client, ref, order, around, clock.now()) },
      teller,
      { log, now: () => clock.now(), newest },
    );
    const sinks = [tracked, ender.sink(read)];
    return all(resource === 'applications' ? [kept, ...sinks] : sinks);
  }

  const watched = (resource: Resource) =>
    around.namespaces.map((namespace) =>
      createReflector({ resource, namespace, limits }, { client, clock, log }, sinkOf(resource, namespace)),
    );
  const templates = watched('workflows');
  const runs = [...watched('applications'), ...watched('workflowruns')];
  const stopping = new AbortController();

  return {
    async start(ms) {
      const late = sleep(clock, ms, stopping.signal);
      // Alias and question of a step may stand in a template: those come first.
      for (const group of [templates, runs]) {
        for (const reflector of group) reflector.start();
        await Promise.race([late, Promise.all(group.map(({ ready }) => ready))]);
      }
    },
    async stop() {
      stopping.abort();
      await Promise.all([...templates, ...runs].map((reflector) => reflector.stop()));
      await ender.stop();
    },
  };
}

function all(sinks: readonly Sink[]): Sink {
  return {
    async listed(objects) {
      for (const sink of sinks) await sink.listed(objects);
    },
    complete(uids, version) {
      for (const sink of sinks) sink.complete(uids, version);
    },
    changed(object) {
      for (const sink of sinks) sink.changed(object);
    },
    deleted(object) {
      for (const sink of sinks) sink.deleted(object);
    },
  };
}
