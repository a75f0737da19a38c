import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Database } from '../store/database.ts';
import { type Backlog, readStats } from '../store/stats.ts';
import type { Clock } from '../time.ts';

export type Metrics = {
  contentType: string;
  text(): Promise<string>;
  /** Counts an answer of this process to a program. */
  apiAnswered(status: number): void;
  /** Counts an answer of this process to a CI system. */
  ciAnswered(hook: string, status: number): void;
};

/** In Prometheus' text format (https://prometheus.io/docs/instrumenting/exposition_formats/). Gauges are read from the database at each scrape. */
export function createMetrics(db: Database, clock: Clock, deletedRuns: () => number = () => 0): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const runs = gauge('greenlight_runs', 'Runs by phase.', ['phase']);
  const approvals = gauge('greenlight_open_approvals', 'Questions that wait for people.', []);
  const planned = gauge('greenlight_planned_starts', 'Planned starts that are still to come.', []);
  const locked = gauge('greenlight_locked_environments', 'Environments that somebody has locked.', []);
  const waiting = gauge('greenlight_waiting', 'Rows that wait to be worked on.', ['queue']);
  const oldest = gauge('greenlight_oldest_seconds', 'Age of the oldest row that waits; 0 when none does.', [
    'queue',
  ]);

  const givenUp = gauge('greenlight_given_up', 'Rows that are not tried again by themselves.', ['queue']);

  const api = new Counter({
    name: 'greenlight_api_requests_total',
    help: 'Requests of programs by the status of the answer, since this process started.',
    labelNames: ['status'],
    registers: [registry],
  });

  const ci = new Counter({
    name: 'greenlight_ci_requests_total',
    help: 'Requests of CI systems by hook and by the status of the answer, since this process started.',
    labelNames: ['hook', 'status'],
    registers: [registry],
  });

  new Counter({
    name: 'greenlight_deleted_runs_total',
    help: 'Runs that were deleted because they are old, since this process started.',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(deletedRuns());
    },
  });

  function gauge(name: string, help: string, labelNames: string[]): Gauge {
    return new Gauge({ name, help, labelNames, registers: [registry] });
  }

  return {
    contentType: registry.contentType,
    apiAnswered: (status) => api.inc({ status }),
    ciAnswered: (hook, status) => ci.inc({ hook, status }),
    async text() {
      const now = clock.now();
      const stats = await readStats(db.read, now);
      runs.reset();
      for (const { phase, count } of stats.runs) runs.set({ phase }, count);
      approvals.set(stats.openApprovals);
      planned.set(stats.plannedStarts);
      locked.set(stats.locked);
      const queues: [string, Backlog][] = [
        ['inbox', stats.inbox],
        ['engine-calls', stats.engineCalls],
        ['posts', stats.posts],
        ['notices', stats.notices],
      ];
      for (const [queue, backlog] of queues) {
        waiting.set({ queue }, backlog.waiting);
        oldest.set({ queue }, backlog.oldestAt === null ? 0 : Math.max(0, now - backlog.oldestAt) / 1000);
      }
      givenUp.set({ queue: 'inbox' }, stats.givenUp.inbox);
      givenUp.set({ queue: 'engine-calls' }, stats.givenUp.engineCalls);
      givenUp.set({ queue: 'posts' }, stats.givenUp.posts);
      givenUp.set({ queue: 'notices' }, stats.givenUp.notices);
      return await registry.metrics();
    },
  };
}
