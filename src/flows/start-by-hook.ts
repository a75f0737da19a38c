import { type Answer, say } from '../domain/answer.ts';
import type { Directory } from '../domain/directory.ts';
import { API_PLATFORM } from '../domain/platform-ability.ts';
import { COMMIT_PARAMETER, isSameCommit } from '../domain/revision.ts';
import { pastRunByKey } from '../store/past-runs.ts';
import { type RunRow, runById, runByKey } from '../store/runs.ts';
import type { FlowContext, StartContext } from './context.ts';
import { deploy } from './deploy.ts';
import { runKey, startedIn } from './start-run.ts';

/** Where a CI system starts runs: what it may, and in whose name. */
export type CiHook = {
  id: string;
  /** Config key. */
  person: string;
  apps: readonly string[];
  environments: readonly string[];
};

/** What a CI system asks for. `key` names the thing, however often it is asked for. */
export type CiRequest = {
  app: string;
  environment: string;
  parameters: readonly (readonly [string, string])[];
  key: string;
  commit?: string;
  author?: string;
};

export type CiOutcome =
  /** `again`: it had been started before by the same key. */
  | { kind: 'started'; run: RunRow; again: boolean }
  /** It had been started by the same key so long ago that the run is not kept any more. */
  | { kind: 'past'; run: number }
  /** The key stands for another deploy. */
  | { kind: 'key-taken'; run: number }
  /** `environment`: which, where it is not the one that was asked for: the workflow deploys there too. */
  | { kind: 'out-of-scope'; environment?: string }
  /** The person of the hook has left, or is not known. */
  | { kind: 'nobody' }
  | { kind: 'refused'; answer: Extract<Answer, { kind: 'say' }> };

/** What stands for the origin of such a run: no chat can have this key. */
const ORIGIN = '(ci)';

/** Starts a run in the name of the hook's person, by their rights and within the bounds of the hook. The key stands for that run also when it is not kept any more (`PAST_RUN_MS`). */
export async function startByHook(context: StartContext, hook: CiHook, asked: CiRequest): Promise<CiOutcome> {
  const { tx, directory } = context;
  const { app, environment, commit, author } = asked;
  if (!hook.apps.includes(app) || !hook.environments.includes(environment)) return { kind: 'out-of-scope' };
  const origin = {
    actor: { platform: ORIGIN, id: hook.id },
    key: `${hook.id}:${asked.key}`,
    room: NO_ROOM,
    within: hook.environments,
    ...(author === undefined ? {} : { author }),
  };
  const before = await startedBefore(context, runKey(origin), asked);
  if (before !== undefined) return before;
  const person = directory.peopleOf([hook.person]).has(hook.person)
    ? directory.person(hook.person)
    : undefined;
  if (person === undefined) return { kind: 'nobody' };
  const command = { kind: 'deploy', app, environment, parameters: withCommit(directory, asked) } as const;
  const answer = await deploy(context, person, origin, command, null);
  const detail = {
    surface: 'hook',
    hook: hook.id,
    ...(commit === undefined ? {} : { commit }),
    ...(author === undefined ? {} : { author }),
  };
  // A program is named by its hook: its person may not have been there.
  for (const entry of context.audit) entry.detail = { ...entry.detail, ...detail };
  const id = startedIn(answer);
  const run = id === undefined ? undefined : await runById(tx, id);
  if (run !== undefined) return { kind: 'started', run, again: false };
  // Between the two looks another server has started it.
  const meanwhile = await startedBefore(context, runKey(origin), asked);
  if (meanwhile !== undefined) return meanwhile;
  if (answer.kind === 'say' && answer.code === 'place.out-of-scope') {
    const other = answer.data['environment'];
    return { kind: 'out-of-scope', ...(typeof other === 'string' ? { environment: other } : {}) };
  }
  return { kind: 'refused', answer: answer.kind === 'say' ? answer : say('rights.unread', 'bad') };
}

/** An app that declares the parameter is told the commit by it, unless the request says otherwise; else it is only on record. */
function withCommit(
  directory: Directory,
  { app, environment, parameters, commit }: CiRequest,
): CiRequest['parameters'] {
  const place = directory.app(app)?.environments.find(({ id }) => id === environment);
  const takes = place?.parameters.some(({ name }) => name === COMMIT_PARAMETER) ?? false;
  const given = parameters.some(([name]) => name === COMMIT_PARAMETER);
  return commit === undefined || !takes || given ? parameters : [...parameters, [COMMIT_PARAMETER, commit]];
}

async function startedBefore(
  { tx }: FlowContext,
  key: string,
  asked: CiRequest,
): Promise<CiOutcome | undefined> {
  const before = await runByKey(tx, key);
  const run = before && (await runById(tx, before.id));
  if (run !== undefined)
    return isSame(run, asked) ? { kind: 'started', run, again: true } : { kind: 'key-taken', run: run.id };
  const past = await pastRunByKey(tx, key);
  return past && { kind: isSame(past, asked) ? 'past' : 'key-taken', run: past.run };
}

/** No chat shows a card for it but those of the app. */
const NO_ROOM = { platform: API_PLATFORM, id: ORIGIN };

/** Values that were not given were taken from the configuration of that time; so a run without a commit may have been asked for with one. */
function isSame(
  run: Pick<RunRow, 'app' | 'environment' | 'parameters'>,
  { app, environment, parameters, commit }: CiRequest,
): boolean {
  if (run.app !== app || run.environment !== environment) return false;
  if (commit !== undefined && !isSameCommit(commit, run.parameters[COMMIT_PARAMETER] ?? commit)) return false;
  return parameters.every(([name, value]) => run.parameters[name] === value);
}
