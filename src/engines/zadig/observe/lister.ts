/**
 * Asks for the newest tasks of every known workflow, again and again: finds runs of which no webhook told. Tasks that had ended before anything of this
 * engine was ever seen are not told.
 */
import { UpstreamError } from '../../../errors.ts';
import type { Log } from '../../../log.ts';
import { type Clock, createLoop, type Loop } from '../../../time.ts';
import type { ZadigClient } from '../client/zadig-client.ts';
import { type TaskLine, TaskLines } from '../document/task.ts';
import { isEnd } from '../form/status.ts';
import type { Limits } from '../options.ts';
import type { Library } from '../start/library.ts';
import type { Tracker } from './tracker.ts';

const PAGE = 20;
/** After a long absence this many pages are read at most; older tasks are left. */
const MOST_PAGES = 10;
/** Other looks end at the first page without news: what is seen in these alone is an old task that was tried again without a word. */
const WHOLE_EVERY = 10;
/** Ends that were seen, by task: each is told once. */
const MOST_ENDS = 10_000;
/** Zadig tells seconds, and its clock is not ours. */
const MARGIN_MS = 60_000;

/** `since`: what ended before, in milliseconds of our clock, is old news. */
export function createLister(
  deps: { client: ZadigClient; library: Library; tracker: Tracker; clock: Clock; log: Log },
  limits: Limits,
  since: number,
): Loop {
  const { client, library, tracker, clock, log } = deps;
  const ends = new Map<string, string>();
  let failures = 0;
  let looks = 0;

  async function look(): Promise<number> {
    let failed = 0;
    const workflows = library.followed();
    for (const name of workflows) {
      try {
        await listOne(name, looks % WHOLE_EVERY === 0);
      } catch (cause) {
        if (!(cause instanceof UpstreamError)) throw cause;
        failed += 1;
        log.warn({ workflow: name, cause }, 'the tasks of a workflow could not be listed; it is tried again');
        // Who does not answer for one does not answer for the others.
        if (cause.outcome !== 'rejected') break;
      }
    }
    looks += 1;
    failures = failed > 0 ? failures + 1 : 0;
    return Math.min(
      limits.listMs * 2 ** Math.min(failures, 10),
      Math.max(limits.longestRetryMs, limits.listMs),
    );
  }

  async function listOne(name: string, whole: boolean): Promise<void> {
    const [project = '', workflow = ''] = name.split('/');
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const lines = await tasksOfWorkflow(client, { project, workflow }, page);
      let old = 0;
      let news = 0;
      for (const line of lines) {
        if (isOld(line)) old += 1;
        else if (isNews(name, line)) {
          news += 1;
          tracker.follow({ project, workflow, task: line.task_id });
        }
      }
      // The newest come first.
      if (lines.length < PAGE || old > 0 || (news === 0 && !whole)) return;
    }
  }

  function isOld({ status, end_time, create_time }: TaskLine): boolean {
    const end = (end_time || create_time) * 1000 - client.ahead();
    return isEnd(status) && end < since - MARGIN_MS;
  }

  function isNews(name: string, { task_id, status, end_time }: TaskLine): boolean {
    if (!isEnd(status)) return true;
    const key = `${name}/${task_id}`;
    const end = `${status} ${end_time}`;
    if (ends.get(key) === end) return false;
    if (ends.size >= MOST_ENDS) ends.clear();
    ends.set(key, end);
    return true;
  }

  return createLoop(clock, look, (cause) => log.error({ cause }, 'listing tasks failed'));
}

export async function tasksOfWorkflow(
  client: ZadigClient,
  { project, workflow }: { project: string; workflow: string },
  page: number,
): Promise<readonly TaskLine[]> {
  const query = { projectKey: project, pageNum: page, pageSize: PAGE };
  const answer = await client.get(`/openapi/workflows/custom/${workflow}/tasks`, query);
  const read = TaskLines.safeParse(answer);
  return read.success ? read.data.workflow_tasks : [];
}
