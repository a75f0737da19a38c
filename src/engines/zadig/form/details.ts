/** What a job works on: its repositories, its image, what it deploys. */
import type { Repository, StepDetails } from '../../../domain/run.ts';
import { oneLine } from '../../common/one-line.ts';
import { type Job, JobSpec, type Repository as Repo } from '../document/task.ts';
import { errorLine, webAddress } from '../message.ts';

type Commit = NonNullable<Repository['commit']>;

const DEPLOYS: ReadonlySet<string> = new Set([
  'zadig-deploy',
  'zadig-helm-deploy',
  'zadig-helm-chart-deploy',
]);

export function detailsOf({ type, spec, status }: Job): StepDetails | undefined {
  const read = JobSpec.parse(spec);
  if (read === null || read === undefined) return undefined;
  const details: StepDetails = {};
  const repositories = [...read.repos, ...read.repositories].flatMap(repositoryOf);
  if (repositories.length > 0) details.repositories = repositories;
  // What was not built is not there; a task names it beforehand.
  const image = imageOf(read.image);
  if (image !== undefined && status === 'passed' && !DEPLOYS.has(type)) details.image = image;
  const images = [...read.service_and_images, ...read.service_modules];
  if (DEPLOYS.has(type) && read.env !== '') {
    const modules = images.flatMap(({ service_module, image: one }) => {
      const known = imageOf(one);
      return known === undefined ? [] : [{ name: oneLine(service_module), image: known }];
    });
    const service = read.service_name || images.find(({ service_name }) => service_name !== '')?.service_name;
    details.deploys = { environment: oneLine(read.env), service: oneLine(service ?? ''), modules };
  }
  return Object.keys(details).length > 0 ? details : undefined;
}

/** An image that is still a template of Zadig's, `{{.job.build.…}}`, is none yet. */
function imageOf(text: string): string | undefined {
  return text === '' || text.includes('{{') ? undefined : oneLine(text);
}

function repositoryOf(repo: Repo): Repository[] {
  if (repo.repo_name === '') return [];
  const { source, repo_owner: owner, repo_namespace: namespace, branch, tag } = repo;
  const commit = commitOf(repo);
  return [
    {
      name: oneLine(repo.repo_name),
      ...(source === '' ? {} : { source: oneLine(source) }),
      ...(owner === '' ? {} : { owner: oneLine(owner) }),
      ...(namespace === '' || namespace === owner ? {} : { namespace: oneLine(namespace) }),
      ...(branch === '' ? {} : { branch: oneLine(branch) }),
      ...(tag === '' ? {} : { tag: oneLine(tag) }),
      ...(commit === undefined ? {} : { commit }),
    },
  ];
}

/** In a webhook the first repository alone has its commit's address, in a task none has. */
function commitOf(repo: Repo): Commit | undefined {
  if (!/^[0-9a-f]{7,64}$/i.test(repo.commit_id)) return undefined;
  const owner = repo.repo_owner || repo.repo_namespace;
  const made =
    repo.address !== '' && owner !== '' && /^git(hub|lab|ee)$/.test(repo.source)
      ? `${repo.address.replace(/\/+$/, '')}/${owner}/${repo.repo_name}/commit/${repo.commit_id}`
      : '';
  const url = webAddress(repo.commit_url === '' ? made : repo.commit_url);
  const message = errorLine(repo.commit_message);
  return {
    id: repo.commit_id,
    repository: oneLine(owner === '' ? repo.repo_name : `${owner}/${repo.repo_name}`),
    ...(message === '' ? {} : { message }),
    ...(repo.author_name === '' ? {} : { author: { name: oneLine(repo.author_name) } }),
    ...(url === undefined ? {} : { url }),
  };
}

export type Change = { images: string[]; commits: Commit[] };

/** What a run deploys: everything that its jobs built and that they put somewhere, each once, in the order of the jobs. */
export function changeOf(all: readonly (StepDetails | undefined)[]): Change {
  const images = new Set<string>();
  const commits = new Map<string, Commit>();
  for (const details of all) {
    if (details?.image !== undefined) images.add(details.image);
    for (const { image } of details?.deploys?.modules ?? []) images.add(image);
    for (const { commit } of details?.repositories ?? [])
      if (commit !== undefined) commits.set(`${commit.repository ?? ''}\n${commit.id}`, commit);
  }
  return { images: [...images], commits: [...commits.values()] };
}
