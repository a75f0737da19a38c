/**
 * Reads tasks. Guarantees: one run is read by one request at a time, and the order of a state is the time at which it was asked for, so a higher order is
 * never older news. Zadig itself has no number that rises.
 */
import type { Initiator, RunSnapshot } from '../../../domain/run.ts';
import { UpstreamError } from '../../../errors.ts';
import type { Clock } from '../../../time.ts';
import type { ZadigClient } from '../client/zadig-client.ts';
import { isMissing } from '../client/zadig-error.ts';
import { Task } from '../document/task.ts';
import type { Place } from '../form/place.ts';
import { refOf, type TaskRef } from '../form/ref.ts';
import { snapshotOfTask } from '../form/task-form.ts';
import type { Accounts } from './accounts.ts';

type Read = { task: Task; snapshot: RunSnapshot };

export type Reader = {
  /** Undefined when Zadig has no such task. Throws `UpstreamError`. */
  read(ref: TaskRef): Promise<Read | undefined>;
  /** Of something that is asked for now. */
  nextOrder(): number;
  /** Orders rise from here on, whatever the clock says. */
  startAt(order: number): void;
  /** Who started the run, as a webhook has told: for where the list of users may not be read. */
  noteCreator(ref: TaskRef, creator: Initiator): void;
};

/** Creators that are remembered; each is needed until its run has been read once. */
const MOST_CREATORS = 1000;

export function createReader(client: ZadigClient, accounts: Accounts, place: Place, clock: Clock): Reader {
  let last = 0;
  const turns = new Map<string, Promise<unknown>>();
  const creators = new Map<string, { creator: Initiator; doubtful: boolean }>();

  function nextOrder(): number {
    last = Math.max(last + 1, clock.now());
    return last;
  }

  /** Of whom messages say different things nothing is believed: whoever has the hook's token may have made one up to approve their own run. */
  function toldOf(ref: TaskRef, name: string): Initiator | undefined {
    const told = creators.get(refOf(ref));
    return told === undefined || told.doubtful || told.creator.name !== name ? undefined : told.creator;
  }

  async function readNow(ref: TaskRef): Promise<Read | undefined> {
    const order = nextOrder();
    const task = await taskOf(client, ref);
    if (task === undefined) return undefined;
    const account = await accounts.own();
    const creator = (await accounts.person(task.task_creator)) ?? toldOf(ref, task.task_creator);
    return { task, snapshot: snapshotOfTask(place, ref, task, order, { account, creator }) };
  }

  return {
    read(ref) {
      const name = refOf(ref);
      const turn = (turns.get(name) ?? Promise.resolve()).then(
        () => readNow(ref),
        () => readNow(ref),
      );
      turns.set(name, turn);
      const done = (): void => {
        if (turns.get(name) === turn) turns.delete(name);
      };
      turn.then(done, done);
      return turn;
    },
    nextOrder,
    startAt(order) {
      last = Math.max(last, order);
    },
    noteCreator(ref, creator) {
      const known = creators.get(refOf(ref));
      const doubtful = known !== undefined && (known.doubtful || differ(known.creator, creator));
      creators.set(refOf(ref), { creator: { ...known?.creator, ...creator }, doubtful });
      for (const name of creators.keys()) {
        if (creators.size <= MOST_CREATORS) break;
        creators.delete(name);
      }
    },
  };
}

function differ(one: Initiator, other: Initiator): boolean {
  return (['name', 'email', 'phone'] as const).some(
    (key) => one[key] !== undefined && other[key] !== undefined && one[key] !== other[key],
  );
}

async function taskOf(client: ZadigClient, ref: TaskRef): Promise<Task | undefined> {
  try {
    const query = { workflowKey: ref.workflow, taskId: ref.task };
    const read = Task.safeParse(await client.get('/openapi/workflows/custom/task', query));
    if (!read.success) throw new UpstreamError('unreachable', 'no-task', 'the answer is no task of Zadig');
    // A project that a message made up is no other name of a run.
    const { project_key: project, task_id } = read.data;
    return (project === ref.project || project === '') && task_id === ref.task ? read.data : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
