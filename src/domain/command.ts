/** The grammar of what people type. The same words work on every platform. */
import type { Verdict } from './card.ts';
import { type Mistake, mistake, type Pairs, parseNumber, parsePairs, splitWords } from './command-words.ts';
import { HOLD_USAGE, type HoldCommand, parseHold } from './hold-command.ts';
import { parseDeploy, parseDiff, parseHistory, parseRollback, parseStatus } from './release-commands.ts';

export type Command =
  | { kind: 'deploy'; app: string; environment: string; parameters: Pairs }
  /** Says what `deploy` would do. */
  | { kind: 'dry-run'; app: string; environment: string; parameters: Pairs }
  /** Without a revision: the one before the newest. */
  | { kind: 'rollback'; app: string; environment: string; revision: number | undefined }
  | { kind: 'history'; app: string; environment: string; count: number | undefined }
  /** Without `to`: with the newest revision. */
  | { kind: 'diff'; app: string; environment: string; from: number; to: number | undefined }
  | { kind: 'status'; run: number | undefined }
  /** Without an environment: all of the app. */
  | { kind: 'standing'; app: string; environment: string | undefined }
  | { kind: 'list' }
  | { kind: 'cancel' | 'retry' | 'restart'; run: number }
  /** `step`: its name, title or path. */
  | { kind: 'suspend' | 'resume' | 'logs'; run: number; step: string | undefined }
  /** `gate`: the step's name or path, where a run asks several questions. */
  | {
      kind: 'vote';
      verdict: Verdict;
      breakGlass: boolean;
      run: number;
      gate: string | undefined;
      reason: string | undefined;
      fields: Pairs;
    }
  | { kind: 'revoke'; run: number; gate: string | undefined }
  | { kind: 'pending' }
  | { kind: 'who'; run: number }
  | { kind: 'whoami' }
  /** Without a code: asks for one. */
  | { kind: 'link'; code: string | undefined; confirmed: boolean }
  | { kind: 'unlink'; platform: string }
  /** `to` undefined ends what was handed over; `duration` is as it was typed. */
  | { kind: 'delegate'; to: string | undefined; duration: string }
  | { kind: 'help' }
  | HoldCommand
  | Mistake;

export const USAGE = {
  deploy: '/deploy <app> <environment> [name=value …] [--commit <sha>] [--dry-run]',
  rollback: '/rollback <app> <environment> [revision]',
  history: '/flow history <app> <environment> [count]',
  diff: '/flow diff <app> <environment> <revision> [revision]',
  status: '/flow status [run, or app and environment]',
  list: '/flow list',
  pending: '/flow pending',
  who: '/flow who <run>',
  approve: '/flow approve <run> [gate] [name=value …] [because …]',
  reject: '/flow reject <run> [gate] because …',
  revoke: '/flow revoke <run> [gate]',
  breakGlass: '/flow break-glass <run> [gate] because …',
  cancel: '/flow cancel <run>',
  retry: '/flow retry <run>',
  logs: '/flow logs <run> [step]',
  restart: '/flow restart <run>',
  suspend: '/flow suspend <run> [step]',
  resume: '/flow resume <run> [step]',
  ...HOLD_USAGE,
  delegate: '/flow delegate <person> <time, such as 3d>',
  undelegate: '/flow delegate off',
  link: '/flow link [code]',
  unlink: '/flow unlink <platform>',
  whoami: '/flow whoami',
  help: '/flow help',
} as const;

const COMMANDS: ReadonlySet<string> = new Set(['deploy', 'rollback', 'flow']);
/** `flow`'s own words may stand alone behind a mention: `@greenlight status 42`. */
const FLOW_WORDS: ReadonlySet<string> = new Set([
  'status',
  'list',
  'history',
  'diff',
  'cancel',
  'retry',
  'restart',
  'suspend',
  'resume',
  'logs',
  'help',
  'pending',
  'who',
  'whoami',
  'link',
  'unlink',
  'delegate',
  'revoke',
  'break-glass',
  'lock',
  'unlock',
  'wait',
  'unwait',
  'schedule',
]);
/** Alone these are votes; with a run's number they are commands. */
const VOTE_WORDS: ReadonlySet<string> = new Set(['approve', 'reject']);

/**
 * What was said to the bot, read as a command: `/deploy shop prod`, `deploy shop prod`, `status 42`; full-width signs and spaces as Chinese
 * keyboards type them work too. Undefined when it does not begin with a command.
 */
export function commandIn(said: string): { name: string; text: string } | undefined {
  const [, first = '', rest = ''] = /^[/／]?(\S+)\s*([\s\S]*)$/u.exec(said.trim()) ?? [];
  const word = first.normalize('NFKC').toLowerCase();
  if (COMMANDS.has(word)) return { name: word, text: rest };
  const isFlow = FLOW_WORDS.has(word) || (VOTE_WORDS.has(word) && /^[#＃]?\d/u.test(rest));
  return isFlow ? { name: 'flow', text: `${word} ${rest}`.trim() } : undefined;
}

/** `name` without slash, `text` the rest of the line. Unknown words become a `mistake`, never an exception. */
export function parseCommand(name: string, text: string): Command {
  if (name === 'flow') {
    const vote = parseVoteCommand(text);
    if (vote !== undefined) return vote;
    const hold = parseHold(text);
    if (hold !== undefined) return hold;
  }
  const words = splitWords(text);
  if (words === undefined) return { kind: 'mistake', problem: 'quote', near: text, usage: USAGE.deploy };
  if (name === 'deploy') return parseDeploy(words, USAGE.deploy);
  if (name === 'rollback') return parseRollback(words, USAGE.rollback);
  if (name !== 'flow') return { kind: 'mistake', problem: 'unknown', near: `/${name}`, usage: USAGE.help };
  const [verb = 'help', ...rest] = words;
  const alone = (kind: 'help' | 'list' | 'pending' | 'whoami'): Command =>
    rest.length === 0 || kind === 'help' ? { kind } : mistake(rest[0] ?? '', USAGE[kind]);
  switch (verb.toLowerCase()) {
    case 'help':
      return alone('help');
    case 'deploy':
      return parseDeploy(rest, USAGE.deploy);
    case 'rollback':
      return parseRollback(rest, USAGE.rollback);
    case 'history':
      return parseHistory(rest, USAGE.history);
    case 'diff':
      return parseDiff(rest, USAGE.diff);
    case 'list':
      return alone('list');
    case 'pending':
      return alone('pending');
    case 'whoami':
      return alone('whoami');
    case 'status':
      return parseStatus(rest, USAGE.status);
    case 'who':
      return parseNumber(rest, USAGE.who, (run) => ({ kind: 'who', run }));
    case 'cancel':
      return parseNumber(rest, USAGE.cancel, (run) => ({ kind: 'cancel', run }));
    case 'retry':
      return parseNumber(rest, USAGE.retry, (run) => ({ kind: 'retry', run }));
    case 'restart':
      return parseNumber(rest, USAGE.restart, (run) => ({ kind: 'restart', run }));
    case 'suspend':
      return parseStep(rest, USAGE.suspend, (run, step) => ({ kind: 'suspend', run, step }));
    case 'resume':
      return parseStep(rest, USAGE.resume, (run, step) => ({ kind: 'resume', run, step }));
    case 'logs':
      return parseStep(rest, USAGE.logs, (run, step) => ({ kind: 'logs', run, step }));
    case 'revoke': {
      const [run, gate, ...more] = rest;
      if (more.length > 0) return mistake(more[0] ?? '', USAGE.revoke);
      return parseNumber([run ?? ''], USAGE.revoke, (number) => ({ kind: 'revoke', run: number, gate }));
    }
    case 'link': {
      const [code, confirm, ...more] = rest;
      const confirmed = confirm?.toLowerCase() === 'confirm';
      if (more.length > 0 || (confirm !== undefined && !confirmed))
        return mistake(rest.join(' '), USAGE.link);
      return { kind: 'link', code, confirmed };
    }
    case 'unlink': {
      const [platform, ...more] = rest;
      if (platform === undefined || more.length > 0) return mistake(rest.join(' '), USAGE.unlink);
      return { kind: 'unlink', platform };
    }
    case 'delegate': {
      const [to, duration, ...more] = rest;
      if (to?.toLowerCase() === 'off' && duration === undefined)
        return { kind: 'delegate', to: undefined, duration: '' };
      if (to === undefined || duration === undefined || more.length > 0)
        return mistake(rest.join(' '), USAGE.delegate);
      return { kind: 'delegate', to, duration };
    }
    default:
      return { kind: 'mistake', problem: 'unknown', near: verb, usage: USAGE.help };
  }
}

const VOTE_FORMS = {
  approve: { verdict: 'approve', breakGlass: false, usage: USAGE.approve },
  reject: { verdict: 'reject', breakGlass: false, usage: USAGE.reject },
  'break-glass': { verdict: 'approve', breakGlass: true, usage: USAGE.breakGlass },
} as const;

/** `approve 42`, `reject 42 approve-prod because the tests are red`. What follows `because` is taken as it is. Undefined for another verb. */
function parseVoteCommand(text: string): Command | undefined {
  const [, verb = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/u.exec(text.trim()) ?? [];
  const word = verb.toLowerCase();
  if (word !== 'approve' && word !== 'reject' && word !== 'break-glass') return undefined;
  const { usage, ...form } = VOTE_FORMS[word];
  const [, before = '', reason] =
    /^([\s\S]*?)(?:(?:^|\s)(?:because\b:?|因为[:：]?)\s*([\s\S]*))?$/iu.exec(rest) ?? [];
  const words = splitWords(before);
  if (words === undefined) return { kind: 'mistake', problem: 'quote', near: before, usage };
  const [number = '', ...more] = words;
  const gate = more[0]?.includes('=') === false ? more.shift() : undefined;
  const pairs = parsePairs(more, usage);
  if (!Array.isArray(pairs)) return pairs;
  return parseNumber([number], usage, (run) => {
    return { kind: 'vote', ...form, run, gate, reason: reason?.trim(), fields: pairs };
  });
}

/** `42`, or `42 build`. */
function parseStep(
  [run = '', step, ...more]: readonly string[],
  usage: string,
  make: (run: number, step: string | undefined) => Command,
): Command {
  if (more.length > 0) return mistake(more[0] ?? '', usage);
  return parseNumber([run], usage, (number) => make(number, step));
}
