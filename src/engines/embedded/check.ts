/** What `doctor` says of an embedded engine. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import type { Finding } from '../../domain/finding.ts';
import { ConfigError } from '../../errors.ts';
import { loadWorkflows } from './load/loader.ts';
import type { CommandTarget, EmbeddedOptions } from './options.ts';

export async function checkEmbedded(options: EmbeddedOptions): Promise<Finding[]> {
  const findings = await checkWorkflows(options);
  for (const { name, command } of options.targets) {
    if (command !== undefined) findings.push(await checkCommand(`target ${name}`, command));
  }
  const { exec } = options;
  for (const [name, program] of exec?.allow ?? [])
    findings.push(
      await checkCommand(`program ${name} of exec`, {
        argv: [program],
        cwd: exec?.cwd,
        environment: exec?.environment ?? {},
      }),
    );
  findings.push(await checkDataFolder(options.dataDir));
  return findings;
}

async function checkWorkflows(options: EmbeddedOptions): Promise<Finding[]> {
  const subject = `workflows in ${options.workflows}`;
  try {
    const workflows = await loadWorkflows(options);
    if (workflows.size > 0) return [{ level: 'ok', subject, detail: [...workflows.keys()].join(', ') }];
    const remedy = 'put files with kind Workflow, WorkflowRun or Application there (*.yaml, *.yml)';
    return [{ level: 'warn', subject, detail: 'the folder holds no workflow', remedy }];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((p) => ({ level: 'error', subject: p.path, detail: p.message }));
  }
}

type Runs = Pick<CommandTarget, 'argv' | 'cwd' | 'environment'>;

async function checkCommand(subject: string, command: Runs): Promise<Finding> {
  const [program = ''] = command.argv;
  if (command.cwd !== undefined && !(await isFolder(command.cwd))) {
    const remedy = 'make the folder or name another one as cwd';
    return { level: 'error', subject, detail: `its folder ${command.cwd} is not there`, remedy };
  }
  const found = await executable(program, command);
  if (found !== undefined) return { level: 'ok', subject, detail: found };
  return {
    level: 'error',
    subject,
    detail: `the program ${program} is not there or may not be executed`,
    remedy: 'name a program of the PATH that it is given, or its absolute path',
  };
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

async function executable(program: string, { cwd, environment }: Runs): Promise<string | undefined> {
  const inPath = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const places = program.includes('/')
    ? [isAbsolute(program) ? program : resolve(cwd ?? '.', program)]
    : inPath.map((p) => join(p, program));
  for (const place of places) {
    try {
      await access(place, constants.X_OK);
      if ((await stat(place)).isFile()) return place;
    } catch {
      // The next folder may have it.
    }
  }
  return undefined;
}

async function checkDataFolder(folder: string): Promise<Finding> {
  const subject = `data folder ${folder}`;
  let place = folder;
  for (;;) {
    try {
      await access(place, constants.W_OK);
      const detail = place === folder ? 'can be written to' : `will be made in ${place}`;
      return { level: 'ok', subject, detail };
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      const above = resolve(place, '..');
      if (isMissing && above !== place) {
        place = above;
        continue;
      }
      return {
        level: 'error',
        subject,
        detail: `cannot be written to at ${place}`,
        remedy: "give the server's user the right to write there",
      };
    }
  }
}
