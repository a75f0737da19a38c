/** Workflows that are followed and offered: those of apps, those of the projects of the configuration, and those of which a webhook told. */
import { UpstreamError, UserError } from '../../../errors.ts';
import type { Log } from '../../../log.ts';
import { type Clock, createLoop, type Loop } from '../../../time.ts';
import type { ZadigClient } from '../client/zadig-client.ts';
import { isForbidden, isMissing } from '../client/zadig-error.ts';
import { Definition, WorkflowLines } from '../document/definition.ts';
import { parseWorkflow } from '../form/ref.ts';
import type { Limits } from '../options.ts';

export type Library = Loop & {
  /** `project/workflow`, each once. */
  followed(): readonly string[];
  /** A webhook told of it. */
  note(workflow: string): void;
  /** Zadig was asked for it and does not have it, or could not have it. */
  isMissing(workflow: string): boolean;
  /** Throws `UserError` `engine.unknown-workflow`. */
  unknown(workflow: string): never;
  /** From memory; undefined while it was not read. */
  known(workflow: string): Definition | undefined;
  /** As it is now. Throws `UserError` `engine.unknown-workflow`, and `UpstreamError`. */
  read(workflow: string): Promise<Definition>;
  /** Resolves when everything was read once, well or badly. */
  readOnce(): Promise<void>;
};

/** Whoever has the hook's token can name workflows; this bounds what is asked for them. */
const MOST_NOTED = 500;

export function createLibrary(
  options: { workflows: readonly string[]; projects: readonly string[] },
  client: ZadigClient,
  limits: Limits,
  { clock, log }: { clock: Clock; log: Log },
): Library {
  const definitions = new Map<string, Definition>();
  const missing = new Set<string>();
  const noted = new Set<string>();
  let listed: readonly string[] = [];
  let first: () => void = () => {};
  const readFirst = new Promise<void>((resolve) => {
    first = resolve;
  });
  const loop = createLoop(clock, look, (cause) => log.error({ cause }, 'reading workflows failed'));

  function offered(): string[] {
    return [...new Set([...options.workflows, ...listed])];
  }

  async function look(): Promise<number> {
    const found: string[] = [];
    try {
      for (const project of options.projects) found.push(...(await workflowsOf(client, project)));
      listed = found;
      for (const workflow of offered()) await refresh(workflow);
    } catch (cause) {
      if (!(cause instanceof UpstreamError)) throw cause;
      log.warn({ cause }, 'workflows of Zadig could not be read; it is tried again');
      return Math.min(limits.definitionsMs, limits.listMs);
    } finally {
      first();
    }
    return limits.definitionsMs;
  }

  async function refresh(workflow: string): Promise<void> {
    try {
      await read(workflow);
    } catch (cause) {
      if (cause instanceof UserError) {
        definitions.delete(workflow);
        missing.add(workflow);
      } else if (!(cause instanceof UpstreamError) || cause.outcome !== 'rejected') throw cause;
    }
  }

  async function read(workflow: string): Promise<Definition> {
    const parsed = parseWorkflow(workflow);
    const definition = parsed && (await definitionOf(client, parsed));
    if (definition === undefined) return unknown(workflow);
    definitions.set(workflow, definition);
    missing.delete(workflow);
    return definition;
  }

  function unknown(workflow: string): never {
    const known = offered().filter((name) => name !== workflow && !missing.has(name));
    throw new UserError('engine.unknown-workflow', { workflow, known: known.join(', ') || '–' });
  }

  return {
    ...loop,
    isMissing: (workflow) => missing.has(workflow) || parseWorkflow(workflow) === undefined,
    unknown,
    followed: () => [...new Set([...offered(), ...noted])],
    note(workflow) {
      if (noted.size < MOST_NOTED) noted.add(workflow);
    },
    known: (workflow) => definitions.get(workflow),
    read,
    readOnce: () => readFirst,
  };
}

async function workflowsOf(client: ZadigClient, project: string): Promise<string[]> {
  const read = WorkflowLines.safeParse(await client.get('/openapi/workflows', { projectKey: project }));
  // Product workflows are listed and cannot be started: their routes are gone.
  const custom = read.success ? read.data.workflows.filter(({ type }) => type !== 'product') : [];
  return custom.map(({ workflow_key }) => `${project}/${workflow_key}`);
}

export async function definitionOf(
  client: ZadigClient,
  { project, workflow }: { project: string; workflow: string },
): Promise<Definition | undefined> {
  try {
    const path = `/openapi/workflows/custom/${workflow}/detail`;
    const read = Definition.safeParse(await client.get(path, { projectKey: project }));
    return read.success ? read.data : undefined;
  } catch (error) {
    if (isMissing(error) && !isForbidden(error)) return undefined;
    throw error;
  }
}
