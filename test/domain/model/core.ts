import type { createDirectory } from '../../../src/domain/directory.ts';
import type { advance, fixPolicy } from '../../../src/domain/question.ts';
import type { nextSteps } from '../../../src/domain/question-next.ts';

/** What is explored: the functions that ship, or a copy of them with a planted fault. */
export type Core = {
  advance: typeof advance;
  fixPolicy: typeof fixPolicy;
  nextSteps: typeof nextSteps;
  createDirectory: typeof createDirectory;
};

/** The functions of one folder of domain files, ours or a copy. */
export async function loadCore(folder: URL): Promise<Core> {
  const load = (file: string): Promise<Partial<Core>> => import(new URL(file, folder).href);
  const parts = await Promise.all(['question.ts', 'question-next.ts', 'directory.ts'].map(load));
  const { advance, fixPolicy, nextSteps, createDirectory } = Object.assign({}, ...parts) as Partial<Core>;
  if (!advance || !fixPolicy || !nextSteps || !createDirectory)
    throw new Error('A part of the core is missing');
  return { advance, fixPolicy, nextSteps, createDirectory };
}

export const SHIPPED = new URL('../../../src/domain/', import.meta.url);
