import { isObject, type Json, parseJson, textOf } from '../../../src/simulator/common/json.ts';
import type { Zadig } from './zadig.ts';

export type Said = { code: number; json: Json; text: string };

/** Asks this Zadig as its admin does, or with another token. */
export async function ask(
  zadig: Zadig,
  method: string,
  path: string,
  body?: unknown,
  token: string = zadig.token(),
): Promise<Said> {
  const response = await fetch(`${zadig.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed = parseJson(text);
  return { code: response.status, json: isObject(parsed) ? parsed : {}, text };
}

/** `ok`, or how it was refused: the status, and the error's number and description where it has them. */
export function outcome({ code, json }: Said): string {
  if (code === 200) return 'ok';
  const { code: number, description } = json;
  const reason = typeof number === 'number' ? ` ${number} ${textOf(description)}` : '';
  return `${code}${reason}`;
}

/** Starts all jobs of a workflow that are named, and gives the number of its task. */
export async function run(
  zadig: Zadig,
  workflow: string,
  jobs: readonly string[],
  more: object = {},
): Promise<number> {
  const { json, text } = await ask(zadig, 'POST', '/openapi/workflows/custom/task', {
    project_key: 'shop',
    workflow_key: workflow,
    inputs: jobs.map((job_name) => ({ job_name, parameters: {} })),
    ...more,
  });
  if (typeof json.task_id !== 'number') throw new Error(text);
  return json.task_id;
}
