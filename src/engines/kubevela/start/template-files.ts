/** Templates that are files here instead of objects there: Workflow and WorkflowRun in KubeVela's YAML. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMap, LineCounter, parseAllDocuments } from 'yaml';
import type { Json } from '../../../domain/run.ts';
import { ConfigError, type Problem } from '../../../errors.ts';
import { type Data, isData } from './place.ts';
import type { Template } from './template.ts';

const API_VERSION = 'core.oam.dev/v1alpha1';
/** A template is configuration, not data: a larger file is a mistake. */
const MAX_FILE_BYTES = 1_000_000;
/** Aliases that one document may follow: a bomb of aliases is refused. */
const MAX_ALIASES = 100;

/** Throws a `ConfigError` with every problem; `path` is `file.yaml:line:column`. */
export async function loadTemplates(
  folder: string,
  namespaces: readonly string[],
): Promise<readonly Template[]> {
  const problems: Problem[] = [];
  const templates: Template[] = [];
  for (const file of await filesIn(folder)) {
    const text = await readFile(join(folder, file), 'utf8');
    if (text.length > MAX_FILE_BYTES)
      problems.push({ path: file, message: `the file is larger than ${MAX_FILE_BYTES} characters` });
    else
      for (const { place, ...read } of documentsOf(file, text)) {
        const template = 'problem' in read ? read : templateOf(read.value, namespaces);
        if ('problem' in template) problems.push({ path: place, message: template.problem });
        else if (templates.some((one) => one.name === template.name && one.namespace === template.namespace))
          problems.push({ path: place, message: `another template is called "${template.name}" too` });
        else templates.push(template);
      }
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return templates;
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => /\.ya?ml$/i.test(name) && !name.startsWith('.')).sort();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(
      [{ path: folder, message: `the folder with the templates cannot be read: ${why}` }],
      { cause },
    );
  }
}

type Document = { place: string } & ({ value: Json } | { problem: string });

function documentsOf(file: string, text: string): Document[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, merge: true, prettyErrors: false });
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document): Document[] => {
    const [error] = document.errors;
    const { line, col } = lines.linePos(error?.pos[0] ?? document.contents?.range?.[0] ?? 0);
    const place = `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
    if (error !== undefined)
      return [{ place, problem: `the YAML cannot be read: ${error.message.split('\n', 1)[0]}` }];
    if (document.contents === null) return [];
    if (!isMap(document.contents))
      return [{ place, problem: 'an object with apiVersion, kind and metadata belongs here' }];
    try {
      return [{ place, value: document.toJS({ maxAliasCount: MAX_ALIASES }) as Json }];
    } catch (cause) {
      return [
        {
          place,
          problem: `the YAML cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
        },
      ];
    }
  });
}

function templateOf(value: Json, namespaces: readonly string[]): Template | { problem: string } {
  const object: Data = isData(value) ? value : {};
  const { kind, apiVersion } = object;
  if (kind !== 'Workflow' && kind !== 'WorkflowRun')
    return { problem: `kind ${JSON.stringify(kind ?? null)} is no template: Workflow and WorkflowRun are` };
  if (apiVersion !== API_VERSION) return { problem: `apiVersion of a ${kind} is "${API_VERSION}"` };
  const metadata = isData(object['metadata']) ? object['metadata'] : {};
  const { name, namespace = namespaces[0] ?? '' } = metadata;
  if (typeof name !== 'string' || !/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name))
    return { problem: 'metadata.name is missing, or is no name of Kubernetes' };
  if (typeof namespace !== 'string' || !namespaces.includes(namespace))
    return { problem: `metadata.namespace is none of the engine's: ${namespaces.join(', ')}` };
  const spec = isData(object['spec']) ? object['spec'] : {};
  const inner = isData(spec['workflowSpec']) ? spec['workflowSpec'] : {};
  const steps = kind === 'Workflow' ? object['steps'] : inner['steps'];
  if (!Array.isArray(steps) || steps.length === 0)
    return { problem: kind === 'Workflow' ? 'steps are missing' : 'spec.workflowSpec.steps are missing' };
  const untyped = steps.find((step) => !isData(step) || typeof step['type'] !== 'string');
  if (untyped !== undefined) return { problem: 'a step has no type' };
  const mode = kind === 'Workflow' ? object['mode'] : spec['mode'];
  return {
    name,
    namespace,
    mode: isData(mode) ? mode : undefined,
    steps,
    context: isData(spec['context']) ? spec['context'] : {},
    labels: textsIn(metadata['labels']),
    annotations: textsIn(metadata['annotations']),
  };
}

function textsIn(value: Json | undefined): Record<string, string> {
  if (!isData(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : [])),
  );
}
