/** A revision: one successful release of an app in an environment. */

/** What of the source it deployed. `id` is the commit's hash, as the engine or the command gave it. */
export type RevisionCommit = { id: string; repository?: string };

/** What two revisions are compared by. `parameters` null: the run was started elsewhere, so nobody knows them. */
type Content = {
  workflow: string;
  parameters: Readonly<Record<string, string>> | null;
  images: readonly string[];
  commits: readonly RevisionCommit[];
};

/** One difference. `before` or `after` of a parameter is absent where only the other revision has it. */
export type Difference =
  | { kind: 'workflow'; before: string; after: string }
  | { kind: 'parameter'; name: string; before?: string; after?: string }
  | { kind: 'image' | 'commit'; change: 'gone' | 'new'; value: string };

/** The parameter by which a command names the commit that it deploys; an app declares it as any other. */
export const COMMIT_PARAMETER = 'commit';

/** Git abbreviates hashes to no fewer signs: https://git-scm.com/docs/git-config#Documentation/git-config.txt-coreabbrev */
const SHORTEST_HASH = 4;

/** A short hash and the whole one name the same commit. */
export function isSameCommit(one: string, other: string): boolean {
  const [short = '', long = ''] = [one, other].sort((a, b) => a.length - b.length);
  return one === other || (short.length >= SHORTEST_HASH && long.startsWith(short));
}

/** The commits that a run deploys: those that its engine tells of, and the one that the command named. */
export function commitsOf(
  parameters: Readonly<Record<string, string>>,
  told: readonly RevisionCommit[],
): RevisionCommit[] {
  const named = Object.hasOwn(parameters, COMMIT_PARAMETER) ? parameters[COMMIT_PARAMETER] : undefined;
  const commits = told.map(({ id, repository }) => ({
    id,
    ...(repository === undefined ? {} : { repository }),
  }));
  if (named === undefined || named === '' || commits.some(({ id }) => id.startsWith(named))) return commits;
  return [{ id: named }, ...commits];
}

/** What changed from one to the other: the workflow, parameters by name, images, commits. Unknown parameters are not compared. */
export function differences(before: Content, after: Content): Difference[] {
  const parameters =
    before.parameters === null || after.parameters === null
      ? []
      : parameterDifferences(before.parameters, after.parameters);
  const { workflow } = after;
  return [
    ...(before.workflow === workflow
      ? []
      : [{ kind: 'workflow', before: before.workflow, after: workflow } as const]),
    ...parameters,
    ...listDifferences('image', before.images, after.images),
    ...listDifferences('commit', before.commits.map(commitText), after.commits.map(commitText)),
  ];
}

/** `shop@c0ffee…`, or the hash alone where the repository is not known. */
export function commitText({ id, repository }: RevisionCommit): string {
  return repository === undefined ? id : `${repository}@${id}`;
}

function parameterDifferences(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): Difference[] {
  const old = new Map(Object.entries(before));
  const now = new Map(Object.entries(after));
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  return names.flatMap((name): Difference[] => {
    const [from, to] = [old.get(name), now.get(name)];
    if (from === to) return [];
    return [
      {
        kind: 'parameter',
        name,
        ...(from === undefined ? {} : { before: from }),
        ...(to === undefined ? {} : { after: to }),
      },
    ];
  });
}

function listDifferences(
  kind: 'image' | 'commit',
  before: readonly string[],
  after: readonly string[],
): Difference[] {
  const gone = before.filter((one) => !after.includes(one));
  const came = after.filter((one) => !before.includes(one));
  return [
    ...gone.map((value) => ({ kind, change: 'gone', value }) as const),
    ...came.map((value) => ({ kind, change: 'new', value }) as const),
  ];
}
