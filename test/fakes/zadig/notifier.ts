import type { HookRoom } from './hooks.ts';
import type { NotifyScript } from './script.ts';
import type { JobTask, Task } from './task.ts';
import type { Profile } from './version.ts';
import { jobBody, type Site, taskBody, type WebhookBody, waitingBody } from './webhook-body.ts';
import { isOver, type Status } from './words.ts';

/** One address for all workflows; an administrator sets it. Since 5.0. */
export type SystemHook = {
  enable: boolean;
  hook_address: string;
  hook_secret: string;
  hook_events: readonly string[];
};

/** Who hears of what. */
export type Notifier = {
  systemHook: SystemHook;
  /** It is about to begin: resolves when everybody was told. */
  created(task: Task, how: 'run' | 'resumed'): Promise<void>;
  /** It ended, or paused. */
  ended(task: Task): void;
  waiting(task: Task): void;
  job(task: Task, job: JobTask, status: Status): void;
};

/** Statuses of jobs that anybody can ask to hear of. */
const OF_JOBS: readonly Status[] = [
  'prepare',
  'passed',
  'failed',
  'timeout',
  'cancelled',
  'reject',
  'wait_for_approval',
];

/** `previous` gives the status of the task before, of the same workflow. */
export function createNotifier(
  hooks: HookRoom,
  site: Site,
  profile: Profile,
  previous: (task: Task) => Status | undefined,
  /** Of the definition as it is now. */
  current: (workflow: string) => readonly NotifyScript[],
): Notifier {
  /** One after the other, for each task. */
  const queues = new Map<string, Promise<void>>();

  function soon(task: Task, posts: readonly (() => Promise<void>)[]): void {
    const name = `${task.workflow.key}#${task.id}`;
    let last = queues.get(name) ?? Promise.resolve();
    for (const post of posts) last = last.then(post);
    queues.set(name, last);
  }

  function posts(targets: readonly NotifyScript[], body: WebhookBody) {
    return targets.map(
      ({ address, token = '' }) =>
        () =>
          hooks.post({ url: address, token }, 'workflow', body),
    );
  }

  function system(task: Task, event: string): (() => Promise<void>)[] {
    const { enable, hook_address, hook_secret, hook_events } = notifier.systemHook;
    if (!profile.newest || !enable || !hook_events.includes(event)) return [];
    const body = taskBody(task, site, profile, { event });
    return [() => hooks.post({ url: hook_address, token: hook_secret }, event, body)];
  }

  function listening(task: Task, status: Status): NotifyScript[] {
    const before = previous(task);
    const changed = status !== 'created' && (before === undefined || before !== status);
    return task.notify.filter(({ on, enabled = true }) => {
      if (!enabled) return false;
      // Whoever hears of failures hears of refusals.
      const refused = profile.newest && status === 'reject' && on.includes('failed');
      return on.includes(status) || refused || (changed && on.includes('changed'));
    });
  }

  const notifier: Notifier = {
    systemHook: { enable: false, hook_address: '', hook_secret: '', hook_events: [] },
    async created(task, how) {
      const body = taskBody(task, site, profile);
      const all = posts(listening(task, task.status), body);
      if (how === 'run') all.push(...system(task, 'start_execute'));
      for (const post of all) await post();
    },
    ended(task) {
      const { status } = task;
      if (status === 'pause' && !profile.planHooks) return;
      // Refusals and pauses are told before the end is written down.
      const told = status === 'reject' || status === 'pause' ? { ...task, endTime: 0 } : task;
      const targets = listening(task, status);
      const again = !profile.newest && (status === 'cancelled' || status === 'pause');
      const all = posts(targets, taskBody(told, site, profile, { remark: '' }));
      if (again) all.push(...posts(targets, taskBody(told, site, profile, { remark: '' })));
      if (isOver(status) && status !== 'reject') all.push(...system(told, 'complete_execute'));
      soon(task, all);
    },
    waiting(task) {
      const targets = current(task.workflow.key).filter(
        ({ on, enabled = true }) => enabled && on.includes('wait_for_approval'),
      );
      soon(task, posts(targets, waitingBody(task, site, profile)));
    },
    job(task, job, status) {
      if (!profile.newest || !OF_JOBS.includes(status)) return;
      const targets = (job.script.notify ?? []).filter(
        ({ on, enabled = true }) => enabled && on.includes(status),
      );
      if (targets.length > 0) soon(task, posts(targets, jobBody(task, job, status, site, profile)));
    },
  };
  return notifier;
}
