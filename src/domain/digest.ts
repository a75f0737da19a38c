import { createHash } from 'node:crypto';
import type { Json, RunSnapshot } from './run.ts';

/** What an approver agrees to: everything that the card says of the change, and nothing that moves while the run goes on. */
export type Shown = {
  workflow: string;
  app: string | null;
  environment: string | null;
  parameters: Readonly<Record<string, string>>;
};

/** SHA-256 in hex. Lists whose order means nothing are sorted, so that an engine may tell them in any order. */
export function digestOf(
  { workflow, app, environment, parameters }: Shown,
  { images = [], commits = [] }: Pick<RunSnapshot, 'images' | 'commits'>,
): string {
  const content: Json = [
    workflow,
    app,
    environment,
    Object.entries(parameters)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, value]),
    images.toSorted(),
    commits.map(({ id, repository }) => `${repository ?? ''}\n${id}`).toSorted(),
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
