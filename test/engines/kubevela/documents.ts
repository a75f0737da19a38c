import { readFileSync } from 'node:fs';
import type { Json, RunSnapshot } from '../../../src/domain/run.ts';
import { Application, Workflow, WorkflowRun } from '../../../src/engines/kubevela/document/documents.ts';
import {
  type Around,
  snapshotOfApplication,
  snapshotOfRun,
} from '../../../src/engines/kubevela/form/snapshot.ts';
import {
  type Subject,
  subjectOfApplication,
  subjectOfRun,
} from '../../../src/engines/kubevela/form/subject.ts';
import { createSealer } from '../../../src/engines/kubevela/seal.ts';

/** Documents as a real API server and KubeVela's real workflow controller wrote them, and Applications with the same statuses. */

type Data = { [key: string]: Json };
type Document = Data & { metadata: Data; spec: Data; status?: Data };

export function fixture(name: string): Document {
  return JSON.parse(readFileSync(new URL(`../../fixtures/kubevela/${name}.json`, import.meta.url), 'utf8'));
}

/** The same steps in the same state, as an Application says it. */
export function asApplication(run: Document): Document {
  const { mode, conditions, ...status } = run.status ?? {};
  const { steps = '', subSteps = '' } = (mode ?? {}) as { steps?: string; subSteps?: string };
  return {
    ...run,
    kind: 'Application',
    spec: {
      components: [{ name: 'shop', type: 'webservice', properties: { image: 'shop:1.4.2' } }],
      workflow: run.spec['workflowSpec'] ?? {},
    },
    status: {
      status: 'runningWorkflow',
      ...(conditions === undefined ? {} : { conditions }),
      workflow: {
        appRevision: 'shop-v3',
        mode: `${String(steps)}-${String(subSteps)}`,
        endTime: null,
        ...status,
      },
    },
  };
}

export function aroundWith(templates: readonly Workflow[] = []): Around {
  return {
    engine: 'cluster',
    namespaces: ['prod'],
    sealer: createSealer('secret'),
    templates: (_, name) => templates.find((one) => one.metadata.name === name),
  };
}

export function snapshotOf(document: Document, templates: readonly Workflow[] = []): RunSnapshot {
  const around = aroundWith(templates);
  const snapshot =
    document['kind'] === 'Application'
      ? snapshotOfApplication(Application.parse(document), around)
      : snapshotOfRun(WorkflowRun.parse(document), around);
  if (snapshot === undefined) throw new Error('nothing has begun');
  return snapshot;
}

export function subjectOf(document: Document): Subject {
  const { templates } = aroundWith();
  return document['kind'] === 'Application'
    ? subjectOfApplication(Application.parse(document), templates)
    : subjectOfRun(WorkflowRun.parse(document), templates);
}

/** Steps with their phases, sub-steps behind their group. */
export function phasesOf({ steps }: Pick<RunSnapshot, 'steps'>): string[] {
  return steps.flatMap((step) => [
    `${step.path} ${step.phase}`,
    ...step.children.map(({ path, phase }) => `${path} ${phase}`),
  ]);
}
