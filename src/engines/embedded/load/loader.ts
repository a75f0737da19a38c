/** The workflow folder: every file read, every mistake of every file told at once. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, type Problem } from '../../../errors.ts';
import type { EmbeddedOptions } from '../options.ts';
import type { Plan } from '../plan.ts';
import { readDocuments, type Source } from './document.ts';
import { bareName, readGenerated } from './generated.ts';
import { withMadeSteps } from './made.ts';
import { createSpot } from './spot.ts';
import { readWorkflow } from './workflow.ts';

export type Workflows = ReadonlyMap<string, Plan>;

/** A workflow file is configuration, not data: a larger one is a mistake. */
const MAX_FILE_BYTES = 1_000_000;

/** Throws `ConfigError` with every problem (`path` is `file.yaml:line:column`, relative to the folder). */
export async function loadWorkflows(options: EmbeddedOptions): Promise<Workflows> {
  const problems: Problem[] = [];
  const workflows = new Map<string, Plan>();
  const files = new Map<string, string>();
  const bare = new Map<string, Source>();
  for (const file of await workflowFiles(options.workflows)) {
    const text = await textOf(join(options.workflows, file));
    if (typeof text !== 'string') {
      problems.push({ path: file, message: `the file cannot be read (${text.code})` });
      continue;
    }
    if (text.length > MAX_FILE_BYTES) {
      problems.push({ path: file, message: `the file is larger than ${MAX_FILE_BYTES} characters` });
      continue;
    }
    const documents = readDocuments(file, text);
    problems.push(...documents.problems);
    for (const source of documents.sources) {
      const own = isMade(source, options) ? bareName(source) : undefined;
      const spot = createSpot(withMadeSteps(source), problems, 'this object');
      const plan = own === undefined ? readWorkflow(spot, options) : undefined;
      const name = own ?? plan?.workflow ?? '';
      if (name === '') continue;
      const place = source.place(['metadata', 'name']);
      const before = files.get(name);
      if (before !== undefined) {
        problems.push({
          path: place,
          message: `"${name}" is also the name of the workflow at ${before}; names are unique`,
        });
      }
      files.set(name, place);
      if (plan === undefined) bare.set(name, source);
      else workflows.set(name, plan);
    }
  }
  for (const generated of options.generated ?? []) {
    const plan = readGenerated(generated, bare, options, problems);
    if (plan !== undefined) workflows.set(plan.workflow, plan);
  }
  if (problems.length > 0) throw new ConfigError(eachOnce(problems));
  return workflows;
}

/** An Application without a workflow is one only where an environment makes it. */
function isMade(source: Source, { generated = [] }: EmbeddedOptions): boolean {
  return generated.some(({ application }) => application === bareName(source));
}

/** What is wrong with an Application is wrong in every environment that is made from it. */
function eachOnce(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((one) => [`${one.path}\n${one.message}`, one])).values()];
}

async function textOf(path: string): Promise<string | { code: string }> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    return { code: (error as NodeJS.ErrnoException).code ?? String(error) };
  }
}

async function workflowFiles(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory() && /\.ya?ml$/i.test(entry.name) && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(
      [{ path: folder, message: `the folder with the workflows cannot be read: ${reason}` }],
      { cause: error },
    );
  }
}
