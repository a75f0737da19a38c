/** What a run is called: project, workflow and the number of the task, which each workflow counts for itself. */
export type TaskRef = { project: string; workflow: string; task: number };

const PART = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

export function refOf({ project, workflow, task }: TaskRef): string {
  return `${project}/${workflow}/${task}`;
}

/** Undefined for a text that names no run of this kind of engine. */
export function parseRef(ref: string): TaskRef | undefined {
  const [project = '', workflow = '', task = '', ...rest] = ref.split('/');
  if (!isKey(project) || !isKey(workflow) || !/^[1-9]\d{0,14}$/.test(task) || rest.length > 0)
    return undefined;
  return { project, workflow, task: Number(task) };
}

/** `project/workflow`, as the configuration names workflows. */
export function parseWorkflow(name: string): { project: string; workflow: string } | undefined {
  const [project = '', workflow = '', ...rest] = name.split('/');
  return isKey(project) && isKey(workflow) && rest.length === 0 ? { project, workflow } : undefined;
}

/** Only such stand in paths of requests and of refs. */
export function isKey(text: string): boolean {
  return text.length <= 200 && PART.test(text);
}
