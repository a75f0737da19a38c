/** The run in the data of an event. What is not known is absent; times are ISO 8601 in UTC. */
import type { Initiator, Repository, RunSnapshot, StepSnapshot } from '../../domain/run.ts';
import type { ApprovalFact, RunFact } from '../../domain/run-fact.ts';
import type { Pen } from './fitting.ts';

type Data = Readonly<Record<string, unknown>>;

export function eventRun(run: RunFact, pen: Pen): Data {
  const { snapshot, app, initiator, url } = run;
  const links = snapshot.links.map(({ title, url: to }) => ({
    title: pen.name(title),
    url: pen.address(to),
  }));
  return {
    number: run.number,
    engine: pen.id(run.engine),
    reference: present(snapshot.ref, pen.id),
    order: snapshot.order,
    project: present(snapshot.project, pen.id),
    workflow: pen.id(run.workflow),
    app: app && { id: pen.id(app.id), title: pen.name(app.title) },
    environment: present(run.environment, pen.id),
    parameters: Object.fromEntries(
      pen.some(Object.entries(run.parameters)).map(([name, value]) => [pen.name(name), pen.text(value)]),
    ),
    phase: run.phase,
    outcome: run.outcome,
    message: present(snapshot.message, pen.text),
    trouble: run.trouble,
    revision: run.revision,
    rollbackTo: run.rollbackTo,
    remark: present(snapshot.remark, pen.text),
    createdAt: time(run.createdAt),
    startedAt: time(snapshot.startedAt),
    endedAt: time(run.endedAt),
    initiator: { id: initiator.id, ...who(initiator, pen) },
    images: snapshot.images && pen.some(snapshot.images).map(pen.reference),
    commits: snapshot.commits && pen.some(snapshot.commits).map((commit) => commitData(commit, pen)),
    page: present(url, pen.address),
    links: pen.some(links.filter((link) => link.url !== '')),
    approvals: newest(run.approvals, pen).map((approval) => approvalData(approval, pen)),
    gates: gatesData(snapshot, pen),
    steps: pen.steps(snapshot.steps).map((step) => stepData(step, pen)),
  };
}

function stepData(step: StepSnapshot, pen: Pen): Data {
  const { repositories, image, deploys, tests } = step.details ?? {};
  return {
    path: pen.id(step.path),
    name: pen.id(step.name),
    title: pen.name(step.title),
    type: pen.id(step.type),
    phase: step.phase,
    timedOut: step.timedOut,
    message: present(step.message, pen.text),
    startedAt: time(step.startedAt),
    endedAt: time(step.endedAt),
    repositories: repositories && pen.some(repositories).map((one) => repositoryData(one, pen)),
    image: present(image, pen.reference),
    deploys: deploys && {
      environment: pen.id(deploys.environment),
      service: pen.id(deploys.service),
      modules: pen
        .some(deploys.modules)
        .map((module) => ({ name: pen.name(module.name), image: pen.reference(module.image) })),
    },
    tests,
    steps: step.children.length === 0 ? undefined : step.children.map((child) => stepData(child, pen)),
  };
}

function repositoryData({ commit, ...repository }: Repository, pen: Pen): Data {
  const { source, owner, namespace, name, branch, tag } = repository;
  return {
    source: present(source, pen.id),
    owner: present(owner, pen.id),
    namespace: present(namespace, pen.id),
    name: pen.id(name),
    branch: present(branch, pen.reference),
    tag: present(tag, pen.reference),
    commit: commit && commitData(commit, pen),
  };
}

function commitData(commit: NonNullable<RunSnapshot['commits']>[number], pen: Pen): Data {
  return {
    id: pen.reference(commit.id),
    repository: present(commit.repository, pen.id),
    message: present(commit.message, pen.text),
    author: commit.author && who(commit.author, pen),
    url: present(commit.url, pen.address),
  };
}

/** Open gates, those that open by themselves included. */
function gatesData({ gates }: RunSnapshot, pen: Pen): Data[] {
  return pen.some(gates).map(({ path, title, message, opensAt }) => ({
    step: pen.id(path),
    title: pen.name(title),
    message: present(message, pen.text),
    opensAt: time(opensAt),
  }));
}

function approvalData(approval: ApprovalFact, pen: Pen): Data {
  return {
    number: approval.number,
    step: pen.id(approval.step),
    title: pen.name(approval.title),
    message: present(approval.message, pen.text),
    state: approval.state,
    openedAt: time(approval.openedAt),
    settledAt: time(approval.settledAt),
    decisions: newest(approval.decisions, pen).map(({ by, verdict, reason, at }) => ({
      by: pen.name(by),
      verdict,
      reason: present(reason, pen.text),
      at: time(at),
    })),
  };
}

/** In their order. */
function newest<T>(list: readonly T[], pen: Pen): T[] {
  return pen.some(list.toReversed()).toReversed();
}

function who({ name, email, phone }: Initiator, pen: Pen): Data {
  return {
    name: present(name, pen.name),
    email: present(email, pen.id),
    mobile: present(phone, pen.id),
  };
}

/** Undefined too for what may not be written in part and is too long. */
function present(value: string | undefined, write: (value: string) => string): string | undefined {
  const written = value === undefined ? '' : write(value);
  return written === '' ? undefined : written;
}

function time(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
