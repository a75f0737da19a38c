/** Properties of a step `exec`, and what keeps it from being run. Guarantees: only a program that the configuration names is ever started. */
import type { Json } from '../../../domain/run.ts';
import { type Told, tell, tellBecause } from '../../common/told.ts';
import { isObject } from '../expressions/path.ts';
import { kindOf } from '../expressions/trouble.ts';
import type { EmbeddedOptions, ExecOptions } from '../options.ts';
import { didYouMean } from './did-you-mean.ts';
import { type Filled, isFilled } from './filled.ts';
import { checkSecretText } from './secret-text.ts';
import { itemsOf, type Spot, textOf } from './spot.ts';

export const EXEC_PROPERTIES = ['command', 'cwd', 'environment'];

/**
 * Variables by which something else than the named program is run, in it or in the process that watches over it: loaders, shells, languages, git, and programs that others call.
 * They are the configuration's. Other variables of the same languages and of git stay free, such as PYTHONUNBUFFERED and GIT_AUTHOR_NAME.
 */
const NOT_OURS = [
  /^(?:PATH|(?:LD|DYLD|NODE|UV|OPENSSL)_.*|GCONV_PATH|GLIBC_TUNABLES)$/i,
  /^(?:BASH_ENV|BASH_FUNC_.*|ENV|SHELLOPTS|BASHOPTS|IFS|PS4|PROMPT_COMMAND|ZDOTDIR)$/i,
  /^PYTHON(?:PATH|HOME|STARTUP|USERBASE|WARNINGS|BREAKPOINT|INSPECT|EXECUTABLE|PLATLIBDIR|PYCACHEPREFIX)$/i,
  /^(?:PERL5?(?:LIB|OPT|DB)|RUBY(?:OPT|LIB|SHELL)|GEM_(?:HOME|PATH)|LUA_(?:INIT|C?PATH)(?:_.*)?|PHPRC|PHP_INI_SCAN_DIR)$/i,
  /^(?:_JAVA_OPTIONS|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|CLASSPATH|DOTNET_STARTUP_HOOKS|CORECLR_.*)$/i,
  /^GIT_(?:SSH|SSH_COMMAND|ASKPASS|EDITOR|SEQUENCE_EDITOR|PAGER|PROXY_COMMAND|EXTERNAL_DIFF|EXEC_PATH|TEMPLATE_DIR|CONFIG.*)$/i,
  /^(?:SSH_ASKPASS|EDITOR|VISUAL|PAGER|MANPAGER|LESSOPEN|LESSCLOSE|BROWSER)$/i,
];

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

type Around = { options: Pick<EmbeddedOptions, 'exec' | 'secrets'>; filled: Filled };

export function checkExec(spot: Spot, { options, filled }: Around): void {
  checkCommand(spot, { options, filled });
  checkText(spot, 'cwd');
  const variables = spot.at('environment', `"environment" of ${spot.what}`);
  if (variables.value === undefined) return;
  if (!isObject(variables.value)) {
    variables.complain(
      `${variables.what} is ${kindOf(variables.value)}; it must be an object of NAME: value`,
    );
    return;
  }
  for (const name of Object.keys(variables.value)) {
    const problem = environmentProblem(name);
    if (problem !== undefined) variables.complainAtKey(name, `${variables.what}: ${problem.message}`);
    checkSecretText(
      variables,
      name,
      { place: ['environment', name], address: false, plain: true },
      { options, filled },
    );
  }
}

/** Why a step may not set this variable; undefined when it may. */
export function environmentProblem(name: string): Told | undefined {
  if (!VARIABLE.test(name)) return tell('variable-no-name', { name });
  return NOT_OURS.some((names) => names.test(name)) ? tell('variable-barred', { name }) : undefined;
}

function checkCommand(spot: Spot, { options, filled }: Around): void {
  if (isFilled(filled, ['command']) && spot.at('command').value === undefined) return;
  const [program, ...rest] = itemsOf(spot, 'command', (i) => `item ${i + 1} of "command" of ${spot.what}`);
  if (program === undefined) {
    if (spot.at('command').value === undefined || Array.isArray(spot.at('command').value))
      spot.complain(`${spot.what} needs "command": the program and its arguments, each an item of a list`);
    return;
  }
  for (const item of [program, ...rest]) {
    if (typeof item.value !== 'string')
      item.complain(`${item.what} is ${kindOf(item.value)}; it must be a text`);
    else if (item.value.includes('\0')) item.complain(`${item.what} must not contain NUL`);
  }
  if (typeof program.value !== 'string' || isFilled(filled, ['command', 0])) return;
  const problem = programProblem(options.exec, program.value);
  if (problem !== undefined) program.complain(`${spot.what}: ${problem.message}`);
}

/** Why this program may not be run; undefined when the configuration names it, in the same spelling. */
export function programProblem(exec: ExecOptions | undefined, program: string): Told | undefined {
  const names = [...(exec?.allow.keys() ?? [])];
  if (names.includes(program)) return undefined;
  const there = names.length === 0 ? tell('names-none') : tell('names', { names: names.join(', ') });
  const { message, says } = tellBecause('program-barred', there, { program: JSON.stringify(program) });
  // A hint for whoever writes the file.
  return { message: `${message}${didYouMean(program, names)}`, ...(says && { says }) };
}

function checkText(spot: Spot, key: string): void {
  const text = textOf(spot, key);
  if (text?.includes('\0') === true) spot.at(key).complain(`"${key}" of ${spot.what} must not contain NUL`);
}

/** A list of texts, or undefined. */
export function argvOf(command: Json | undefined): [string, ...string[]] | undefined {
  if (!Array.isArray(command)) return undefined;
  const texts = command.filter((one) => typeof one === 'string');
  const [program, ...rest] = texts;
  return program === undefined || texts.length < command.length ? undefined : [program, ...rest];
}
