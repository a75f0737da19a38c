import { generatedName } from '../domain/generated-workflow.ts';
import type { FileConfig } from './schema.ts';

/** Names of the workflows that environments of the file run, each once; of those that are made for them too. */
export function workflowsOf(file: FileConfig): string[] {
  const names = Object.entries(file.apps).flatMap(([app, { environments }]) =>
    Object.entries(environments).map(([name, { workflow }]) => workflow ?? generatedName(app, name)),
  );
  return [...new Set(names)];
}
