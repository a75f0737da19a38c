/** The grammar of what people type. The same words work on every platform. */

export type Command =
  | { kind: 'deploy'; app: string; environment: string; parameters: readonly (readonly [string, string])[] }
  | { kind: 'status'; run: number | undefined }
  | { kind: 'list' }
  | { kind: 'cancel'; run: number }
  | { kind: 'retry'; run: number }
  | { kind: 'help' }
  /** `problem` names what is wrong; `usage` the form that works. */
  | {
      kind: 'mistake';
      problem: 'usage' | 'unknown' | 'number' | 'pair' | 'twice' | 'quote';
      near: string;
      usage: string;
    };

export const USAGE = {
  deploy: '/deploy <app> <environment> [name=value …]',
  status: '/flow status [run]',
  list: '/flow list',
  cancel: '/flow cancel <run>',
  retry: '/flow retry <run>',
  help: '/flow help',
} as const;

const COMMANDS: ReadonlySet<string> = new Set(['deploy', 'flow']);
/** `flow`'s own words may stand alone behind a mention: `@greenlight status 42`. */
const FLOW_WORDS: ReadonlySet<string> = new Set(['status', 'list', 'cancel', 'retry', 'help']);

/**
 * What was said to the bot, read as a command: `/deploy shop prod`, `deploy shop prod`, `status 42`; full-width signs and spaces as Chinese
 * keyboards type them work too. Undefined when it does not begin with a command.
 */
export function commandIn(said: string): { name: string; text: string } | undefined {
  const [, first = '', rest = ''] = /^[/／]?(\S+)\s*([\s\S]*)$/u.exec(said.trim()) ?? [];
  const word = first.normalize('NFKC').toLowerCase();
  if (COMMANDS.has(word)) return { name: word, text: rest };
  return FLOW_WORDS.has(word) ? { name: 'flow', text: `${word} ${rest}`.trim() } : undefined;
}

/** `name` without slash, `text` the rest of the line. Unknown words become a `mistake`, never an exception. */
export function parseCommand(name: string, text: string): Command {
  const words = splitWords(text);
  if (words === undefined) return { kind: 'mistake', problem: 'quote', near: text, usage: USAGE.deploy };
  if (name === 'deploy') return parseDeploy(words);
  if (name !== 'flow') return { kind: 'mistake', problem: 'unknown', near: `/${name}`, usage: USAGE.help };
  const [verb, ...rest] = words;
  switch (verb?.toLowerCase()) {
    case undefined:
    case 'help':
      return { kind: 'help' };
    case 'deploy':
      return parseDeploy(rest);
    case 'list':
      return rest.length === 0 ? { kind: 'list' } : mistake(rest[0] ?? '', USAGE.list);
    case 'status':
      if (rest.length === 0) return { kind: 'status', run: undefined };
      return parseRun(rest, USAGE.status, (run) => ({ kind: 'status', run }));
    case 'cancel':
      return parseRun(rest, USAGE.cancel, (run) => ({ kind: 'cancel', run }));
    case 'retry':
      return parseRun(rest, USAGE.retry, (run) => ({ kind: 'retry', run }));
    default:
      return { kind: 'mistake', problem: 'unknown', near: verb ?? '', usage: USAGE.help };
  }
}

function mistake(near: string, usage: string): Command {
  return { kind: 'mistake', problem: 'usage', near, usage };
}

function parseDeploy(words: readonly string[]): Command {
  const [app, environment, ...pairs] = words;
  if (app === undefined || environment === undefined || app.includes('=') || environment.includes('='))
    return mistake(words.join(' '), USAGE.deploy);
  const parameters: [string, string][] = [];
  const seen = new Set<string>();
  for (const pair of pairs) {
    const cut = pair.indexOf('=');
    if (cut < 1) return { kind: 'mistake', problem: 'pair', near: pair, usage: USAGE.deploy };
    const key = pair.slice(0, cut);
    if (seen.has(key)) return { kind: 'mistake', problem: 'twice', near: key, usage: USAGE.deploy };
    seen.add(key);
    parameters.push([key, pair.slice(cut + 1)]);
  }
  return { kind: 'deploy', app, environment, parameters };
}

function parseRun(words: readonly string[], usage: string, make: (run: number) => Command): Command {
  const [word, ...rest] = words;
  if (word === undefined || rest.length > 0) return mistake(words.join(' '), usage);
  const digits = /^#?(\d{1,15})$/.exec(word)?.[1];
  if (digits === undefined) return { kind: 'mistake', problem: 'number', near: word, usage };
  return make(Number(digits));
}

/** Phones and chat clients turn straight quotes into curly ones: both work. */
const QUOTES: Readonly<Record<string, string>> = { '"': '"', '“': '”', '”': '”', '„': '“' };

/** Words are separated by white space; quotes keep it: `note="two words"`. Undefined when a quote is not closed. */
function splitWords(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let closing: string | undefined;
  for (const sign of text.normalize('NFC')) {
    if (closing !== undefined) {
      if (sign === closing || (closing !== '"' && sign === '"')) closing = undefined;
      else word = (word ?? '') + sign;
    } else if (QUOTES[sign] !== undefined) {
      closing = QUOTES[sign];
      word ??= '';
    } else if (/\s/u.test(sign)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + sign;
    }
  }
  if (closing !== undefined) return undefined;
  if (word !== undefined) words.push(word);
  return words;
}
