import { oneLine } from '../../common/one-line.ts';
import type { Place } from './place.ts';
import type { TaskRef } from './ref.ts';

/** The page of a task. The address in a webhook names only its workflow. */
export function taskLink(
  { url }: Place,
  { project, workflow, task }: TaskRef,
  title: string,
): { title: string; url: string } {
  const path = `/v1/projects/detail/${project}/pipelines/custom/${workflow}/${task}`;
  return {
    title: `Zadig #${task}`,
    url: `${url}${path}?display_name=${encodeURIComponent(oneLine(title) || workflow)}`,
  };
}

/** As Zadig's own messages about a plan link it. */
export function planLink(
  { url }: Pick<Place, 'url'>,
  { id, name }: { id: string; name: string },
): { title: string; url: string } {
  return { title: oneLine(name) || id, url: `${url}/v1/releasePlan/detail?id=${encodeURIComponent(id)}` };
}
