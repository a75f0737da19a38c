/** From a step `exec` to the program that it runs. */
import { join, resolve } from 'node:path';
import { type Told, tell } from '../../common/told.ts';
import { isObject } from '../expressions/path.ts';
import { argvOf, environmentProblem, programProblem } from '../load/exec.ts';
import { reveal, secretText } from '../load/secret-text.ts';
import type { Fields } from '../plan.ts';
import { contextOf } from '../run/scope.ts';
import { runCommand } from './command.ts';
import type { Around, Job } from './job.ts';

export function execJob(around: Around, properties: Fields): Job | { problem: Told } {
  const { options, document, node, step, ref, limits } = around;
  const { exec } = options;
  const argv = argvOf(properties.command);
  if (argv === undefined) return { problem: tell('command-no-list') };
  const [program, ...rest] = argv;
  // Asked again: an input may have named the program, and the configuration may be another one than when the run began.
  const problem = programProblem(exec, program);
  const started = exec?.allow.get(program);
  if (exec === undefined || problem !== undefined || started === undefined)
    return { problem: problem ?? tell('given', { why: 'nothing may be run here' }) };
  const variables = variablesOf(around, properties);
  if ('problem' in variables) return variables;
  const { cwd = '.' } = properties;
  if (typeof cwd !== 'string') return { problem: tell('cwd-no-text') };
  const command = {
    argv: [started, ...rest],
    cwd: resolve(exec.cwd, cwd),
    environment: { ...variables.environment, ...exec.environment },
  };
  const input = {
    context: {
      ...contextOf(document.plan, node, step.attempt),
      app: document.app,
      environment: document.environment,
      workflow: document.plan.workflow,
      run: ref,
      step: node.plan.name,
    },
  };
  const folder = join(options.dataDir, 'attempts', `${ref}-${step.attempt}-0`);
  return {
    kind: 'command',
    folders: [folder],
    run: ({ clock }, signal) =>
      runCommand({ command, folder, input, outputBytes: limits.outputBytes, wantsText: true, clock, signal }),
  };
}

function variablesOf(
  { options }: Around,
  { environment = {} }: Fields,
): { environment: Record<string, string> } | { problem: Told } {
  if (!isObject(environment)) return { problem: tell('environment-no-object') };
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    const problem = environmentProblem(name);
    if (problem !== undefined) return { problem };
    const secret = secretText(value);
    const text = secret && reveal(options, secret);
    if (text === undefined || text.includes('\0')) return { problem: tell('variable-unknown', { name }) };
    result[name] = text;
  }
  return { environment: result };
}
